import { Redis } from 'ioredis'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { CHANNEL, payloadOf, withParcel } from '../graph/orders.ts'
import type { Change } from '../graph/orders.ts'

// The floor: what comes from Redis is sent to those who follow the order, by `ws`, the same bytes to each. It plans nothing,
// checks nothing, and knows no subgraph; in the federated run it makes up what routers ask of the second one.

const [port = '', redisUrl = '', mode = ''] = process.argv.slice(2)
const followers = new Map<string, Set<WebSocket>>()

function frameOf(order: string, payload: string): Buffer {
  const told = mode === 'federated' ? withParcel(order, payload) : payload
  return Buffer.from(`{"id":"1","type":"next","payload":${told}}`)
}

const redis = new Redis(redisUrl)
await redis.subscribe(CHANNEL)
redis.on('message', (_, text) => {
  const { order, payload } = JSON.parse(text) as Change
  const frame = frameOf(order, payload)
  for (const socket of followers.get(order) ?? []) socket.send(frame, { binary: false })
})

const sockets = new WebSocketServer({ port: Number(port), host: '127.0.0.1', perMessageDeflate: false })
sockets.on('connection', (socket) => {
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString('utf8')) as { type: string; payload?: { variables: { id: string } } }
    if (message.type === 'connection_init') socket.send('{"type":"connection_ack"}')
    if (message.type !== 'subscribe' || !message.payload) return
    const { id } = message.payload.variables
    const ofOrder = followers.get(id) ?? new Set()
    followers.set(id, ofOrder.add(socket))
    socket.send(frameOf(id, payloadOf(id, 0, 0)), { binary: false })
    socket.on('close', () => ofOrder.delete(socket))
  })
})
process.on('SIGTERM', () => process.exit(0))
