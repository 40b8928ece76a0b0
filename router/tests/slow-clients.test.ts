import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { follow, until } from './fixture/follow.ts'
import { openAcknowledged, subscribe } from './fixture/raw-socket.ts'
import { startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'

let graph: Graph
afterEach(() => graph.stop())

/** More than the buffers of both kernels hold, so that it waits in the router. */
const EVENTS = 120
const LONG = 'x'.repeat(100_000)

/** Changes the book until enough is on its way, with a turn for the sockets after each. */
async function change(): Promise<void> {
  for (let number = 1; number <= EVENTS; number += 1) {
    graph.library.rename('1', `${number} ${LONG}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

type Event = { payload: { data: { changed: { title: string } }; extensions: { cursor: string; conflated?: true } } }

describe('a client that does not keep up', () => {
  it('gets the newest of the states of one thing, and is told that there were others', async () => {
    graph = await startGraph('in one process')
    const slow = await openAcknowledged(graph)
    const quick = await openAcknowledged(graph)
    for (const one of [slow, quick]) {
      one.send(subscribe('1', 'subscription { changed: bookChanged(id: 1) { title } }'))
      await one.next()
    }
    slow.socket.pause()
    await change()
    const all: number[] = []
    while (all.at(-1) !== EVENTS) {
      const { payload } = (await quick.next()) as Event
      expect(payload.extensions.conflated).toBeUndefined()
      all.push(Number.parseInt(payload.data.changed.title, 10))
    }
    expect(all).toEqual(Array.from({ length: EVENTS }, (_, index) => index + 1))
    slow.socket.resume()
    const seen: Event['payload'][] = []
    while (seen.at(-1)?.extensions.cursor !== `1@${EVENTS}`) seen.push(((await slow.next()) as Event).payload)
    expect(seen.length).toBeLessThan(EVENTS)
    expect(seen.at(-1)?.extensions.conflated).toBe(true)
    const numbers = seen.map(({ data }) => Number.parseInt(data.changed.title, 10))
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other))
    slow.socket.close()
    quick.socket.close()
  })

  it('is closed with 1013 when transitions pile up, and goes on behind its last event', async () => {
    graph = await startGraph('in one process', { settings: { subscriptionBuffer: 5 } })
    const slow = await openAcknowledged(graph)
    slow.send(subscribe('1', 'subscription { changed: renamed(id: 1) { title } }'))
    await slow.next()
    slow.socket.pause()
    await change()
    await until('it was given up', () => graph.library.subscriptions.open === 0)
    slow.socket.resume()
    const seen: string[] = []
    const reading = (async () => {
      for (;;) seen.push(((await slow.next()) as Event).payload.extensions.cursor)
    })()
    expect(await slow.closed).toEqual({ code: 1013, reason: 'SUBSCRIBER_TOO_SLOW' })
    await expect(reading).rejects.toThrow('The socket was closed.')
    // Nothing was left out of what it got.
    expect(seen).toEqual(seen.map((_, index) => `1@${index + 1}`))
    const last = Number(seen.at(-1)?.split('@')[1])
    graph.library.rename('1', 'last')
    const resumeFrom = `1@${EVENTS}`
    expect(last).toBeLessThan(EVENTS)
    const back = follow(graph.socket(), 'subscription { renamed(id: 1) { title } }', {}, { resumeFrom })
    expect((await back.next()).event?.data).toEqual({ renamed: { title: 'last' } })
  })

  it('is not told what waited of an operation that it has ended', async () => {
    graph = await startGraph('in one process', { settings: { subscriptionBufferBytes: 100_000_000 } })
    const slow = await openAcknowledged(graph)
    slow.send(subscribe('1', 'subscription { changed: renamed(id: 1) { title } }'))
    await slow.next()
    slow.socket.pause()
    await change()
    slow.send({ id: '1', type: 'complete' })
    await until('it was left', () => graph.library.subscriptions.open === 0)
    slow.send(subscribe('2', '{ book(id: 2) { id } }'))
    slow.socket.resume()
    let told = 0
    while (((await slow.next()) as { id: string }).id === '1') told += 1
    // The rest is what the kernels had.
    expect(told).toBeLessThan(EVENTS - 1)
    slow.socket.close()
  })

  it('is cut off when it reads nothing at all, also where its states are conflated', async () => {
    graph = await startGraph('in one process', { settings: { clientStallMs: 300 } })
    const dead = await openAcknowledged(graph)
    dead.send(subscribe('1', 'subscription { bookChanged(id: 1) { title } }'))
    await dead.next()
    dead.socket.pause()
    await change()
    await until('it was cut off', () => graph.library.subscriptions.open === 0)
    dead.socket.terminate()
  })

  it('cannot fill the memory by asking without reading', async () => {
    graph = await startGraph('in one process', { settings: { subscriptionBufferBytes: 100_000 } })
    graph.library.rename('2', LONG)
    const greedy = await openAcknowledged(graph)
    greedy.socket.pause()
    // Answers of twenty megabytes, of which the kernels take some.
    for (let id = 0; id < 200; id += 1) greedy.send(subscribe(String(id), '{ book(id: 2) { title } }'))
    await until('it was given up', () => graph.logged.length >= 0 && greedy.socket.bufferedAmount === 0)
    greedy.socket.resume()
    expect((await greedy.closed).code).toBe(1013)
  })

  it('cannot fill the memory by asking for signs of life without reading', async () => {
    graph = await startGraph('in one process', { settings: { clientStallMs: 300 } })
    const greedy = await openAcknowledged(graph)
    greedy.socket.pause()
    const longest = Buffer.alloc(125)
    const isOpen = (): boolean => greedy.socket.readyState === greedy.socket.OPEN
    for (let turn = 0; turn < 500 && isOpen(); turn += 1) {
      for (let ping = 0; ping < 1000; ping += 1) greedy.socket.ping(longest)
      await until('they are on their way', () => greedy.socket.bufferedAmount < 1_000_000 || !isOpen())
    }
    await until('it was cut off', () => greedy.socket.readyState === greedy.socket.CLOSED)
  })
})

describe('a client of HTTP that does not read its answer', () => {
  const LENGTH = 20_000_000

  /** Asks for an answer that no kernel takes at once, and reads the beginning. */
  async function askAndStop(): Promise<{ socket: Socket; received(): number }> {
    graph.library.rename('2', 'x'.repeat(LENGTH))
    const body = JSON.stringify({ query: '{ book(id: 2) { title } }' })
    const socket = connect(Number(new URL(graph.url).port), '127.0.0.1')
    let received = 0
    socket.on('data', (bytes) => (received += bytes.length))
    socket.on('error', () => {})
    const head = `POST /graphql HTTP/1.1\r\nhost: router\r\ncontent-type: application/json\r\ncontent-length: ${body.length}`
    socket.write(`${head}\r\n\r\n${body}`)
    await once(socket, 'data')
    socket.pause()
    return { socket, received: () => received }
  }

  it('is cut off, and what waits for it is forgotten', async () => {
    graph = await startGraph('in one process', { settings: { clientStallMs: 300 } })
    const { socket, received } = await askAndStop()
    // Whoever does not read learns of the end only when it writes.
    await until('it was cut off', () => {
      if (!socket.closed) socket.write('\r\n')
      return socket.closed
    })
    expect(received()).toBeLessThan(LENGTH)
  })

  it('is waited for when the router stops, as long as it may be', async () => {
    graph = await startGraph('in one process', { settings: { shutdownMs: 20_000 } })
    const { socket, received } = await askAndStop()
    const stopped = graph.router.stop()
    await Promise.race([stopped, delay(200)])
    socket.resume()
    await stopped
    await until('all has come', () => received() > LENGTH)
  })
})
