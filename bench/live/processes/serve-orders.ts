import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Redis } from 'ioredis'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { CHANNEL, payloadOf } from '../graph/orders.ts'
import type { Change } from '../graph/orders.ts'

// The subgraph: graphql-transport-ws and nothing else, told of changes by Redis. It does as little as it can, since it is
// not what is measured.

type Message = {
  id?: string
  type: string
  payload?: { query: string; variables?: { id?: string }; extensions?: { resumeFrom?: string } }
}
type Follower = { socket: WebSocket; id: string; wantsTypename: boolean }

const followers = new Map<string, Set<Follower>>()
const latest = new Map<string, string>()

const redis = new Redis(process.argv[2] ?? '')
await redis.subscribe(CHANNEL)
redis.on('message', (_, text) => {
  const { order, payload } = JSON.parse(text) as Change
  latest.set(order, payload)
  for (const follower of followers.get(order) ?? []) tell(follower, payload)
})

function tell({ socket, id, wantsTypename }: Follower, payload: string): void {
  const told = wantsTypename ? payload.replace('{"id"', '{"__typename":"Order","id"') : payload
  socket.send(`{"id":${JSON.stringify(id)},"type":"next","payload":${told}}`)
}

const server = createServer((_, response) => {
  response.setHeader('content-type', 'application/json')
  response.end('{"data":{"__typename":"Query"}}')
})
const sockets = new WebSocketServer({ server, handleProtocols: (protocols) => [...protocols][0] ?? false })
sockets.on('connection', (socket) => {
  const own = new Map<string, { order: string; follower: Follower }>()
  const leave = (id: string): void => {
    const found = own.get(id)
    own.delete(id)
    if (found) followers.get(found.order)?.delete(found.follower)
  }
  socket.on('message', (data: Buffer) => {
    const { id = '', type, payload } = JSON.parse(data.toString('utf8')) as Message
    if (type === 'connection_init') socket.send('{"type":"connection_ack"}')
    else if (type === 'ping') socket.send('{"type":"pong"}')
    else if (type === 'complete') leave(id)
    else if (type === 'subscribe' && payload) {
      // The variable may have got another name, or have become a part of the text.
      const order = Object.values(payload.variables ?? {})[0] ?? /order-\d+/.exec(payload.query)?.[0] ?? ''
      const follower = { socket, id, wantsTypename: payload.query.includes('__typename') }
      own.set(id, { order, follower })
      const ofOrder = followers.get(order) ?? new Set()
      followers.set(order, ofOrder.add(follower))
      tell(follower, latest.get(order) ?? payloadOf(order, 0, 0))
    }
  })
  socket.on('close', () => [...own.keys()].forEach(leave))
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
process.send?.({ port: (server.address() as AddressInfo).port })
process.on('disconnect', () => process.exit(0))
