import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { follow, until } from './fixture/follow.ts'
import { startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'

let graph: Graph
afterEach(() => graph.stop())

describe('a router that stops', () => {
  it('finishes what it is answering, says 1001 to sockets and is gone within two seconds', async () => {
    graph = await startGraph('over HTTP')
    const socket = new WebSocket(`${graph.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
    const closed = new Promise((resolve) => socket.on('close', resolve))
    await new Promise((resolve) => socket.on('open', resolve))
    const followed = follow(graph.socket(), 'subscription { bookChanged(id: 1) { title } }')
    await followed.next()
    const slow = graph.ask('{ sleep(milliseconds: 300) }')
    await graph.came(1)

    const before = performance.now()
    await graph.router.stop()
    expect(performance.now() - before).toBeLessThan(2000)
    expect((await slow).data).toEqual({ sleep: 'awake' })
    expect(await closed).toBe(1001)
    await until('its subscriptions upstream are closed', () => graph.library.subscriptions.open === 0)
    await expect(fetch(`${graph.url}/health/live`)).rejects.toThrow('fetch failed')
  })

  it('does not wait for what takes longer than it may', async () => {
    graph = await startGraph('over HTTP', { settings: { shutdownMs: 200 } })
    const slow = graph.ask('{ sleep(milliseconds: 20000) }').then(
      () => 'answered',
      () => 'cut off',
    )
    await graph.came(1)
    const before = performance.now()
    await graph.router.stop()
    expect(performance.now() - before).toBeLessThan(10_000)
    expect(await slow).toBe('cut off')
  })

  it('does not wait for who left before anybody read what it sent', async () => {
    let letGo = (): void => {}
    const asked = new Promise<void>((resolve) => {
      letGo = resolve
    })
    let isAsked = false
    graph = await startGraph('in one process', {
      settings: { shutdownMs: 25_000 },
      verifyToken: async () => {
        isAsked = true
        await asked
        return { sub: 'ada' }
      },
    })
    const socket = connect(Number(new URL(graph.url).port), '127.0.0.1')
    socket.on('error', () => {})
    const head =
      'POST /graphql HTTP/1.1\r\nhost: router\r\nauthorization: Bearer token\r\ncontent-type: application/json'
    socket.write(`${head}\r\ncontent-length: 100\r\n\r\n{`)
    await until('its token is being checked', () => isAsked)
    socket.resetAndDestroy()
    await new Promise((resolve) => setTimeout(resolve, 50))
    letGo()
    const before = performance.now()
    await graph.router.stop()
    expect(performance.now() - before).toBeLessThan(20_000)
  })
})
