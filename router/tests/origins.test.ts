import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'

let graph: Graph
beforeAll(async () => {
  graph = await startGraph('in one process', { settings: { corsOrigins: ['https://shop.example'] } })
})
afterAll(() => graph.stop())

/** How a socket of a page of `origin` that says `payload` is answered: `connection_ack`, or the code it is closed with. */
async function connect(origin: string | undefined, payload: object = {}): Promise<string | number> {
  const headers = origin === undefined ? {} : { origin }
  const socket = new WebSocket(`${graph.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers })
  socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })))
  return new Promise((resolve, reject) => {
    socket.once('close', resolve)
    socket.once('error', reject)
    socket.once('message', (data: Buffer) => {
      resolve((JSON.parse(data.toString()) as { type: string }).type)
      socket.close()
    })
  })
}

it('lets pages of the listed origins connect, those of its own host, and what is no page', async () => {
  for (const origin of ['https://shop.example', graph.url, undefined]) {
    expect(await connect(origin)).toBe('connection_ack')
  }
})

it('refuses pages of other origins, whatever origin and host they claim themselves', async () => {
  const claims = { headers: { origin: 'https://shop.example', Origin: 'https://shop.example', host: 'evil.example' } }
  for (const origin of ['https://evil.example', 'null']) {
    expect([await connect(origin), await connect(origin, claims)]).toEqual([4403, 4403])
  }
})
