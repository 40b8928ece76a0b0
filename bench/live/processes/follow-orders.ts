import { percentile } from '@shop/bench-measure/statistics'
import { WebSocket } from 'ws'
import { now, orderId } from '../graph/orders.ts'
import type { FollowOrder, FollowReport } from './follow-protocol.ts'

// The clients, all in one process on the second core.

type Follower = { socket: WebSocket; order: string; version: number }

const CONNECTING_AT_ONCE = 50
const PATIENCE_MS = 30_000

const followers: Follower[] = []
let counting = false
let delays: number[] = []
let disordered = 0
let skipped = 0
let example: string | null = null

process.on('message', (order: FollowOrder) => {
  obey(order).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit(0))

async function obey(order: FollowOrder): Promise<FollowReport> {
  switch (order.do) {
    case 'connect':
      return { kind: 'connected', failed: await connectAll(order) }
    case 'begin':
      delays = []
      counting = true
      return { kind: 'begun' }
    case 'end': {
      counting = false
      const sorted = delays.toSorted((one, other) => one - other)
      return { kind: 'ended', messages: sorted.length, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) }
    }
    case 'check': {
      const behind = followers.filter(({ order: id, version }) => version !== (order.versions[id] ?? 0))
      const [one] = behind
      const late = one && `${one.order} is at ${one.version}, not at ${order.versions[one.order] ?? 0}`
      return { kind: 'checked', behind: behind.length, disordered, skipped, example: example ?? late ?? null }
    }
    case 'leave':
      for (const { socket } of followers) socket.terminate()
      return { kind: 'left' }
  }
}

async function connectAll({
  url,
  subscribers,
  orders,
  query,
}: {
  url: string
  subscribers: number
  orders: number
  query: string
}): Promise<number> {
  let next = 0
  let failed = 0
  await Promise.all(
    Array.from({ length: CONNECTING_AT_ONCE }, async () => {
      while (next < subscribers) {
        const number = next
        next += 1
        try {
          await connect(url, orderId(number % orders), query)
        } catch (error) {
          failed += 1
          example ??= `not connected: ${error instanceof Error ? error.message : 'no error was given'}`
        }
      }
    }),
  )
  return failed
}

/** Resolves when the current state has come. Who has not seen it in time, leaves: it is counted as not connected, and as nothing else. */
function connect(url: string, order: string, query: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false })
    const follower: Follower = { socket, order, version: -1 }
    const fail = (error: Error): void => {
      clearTimeout(timer)
      if (follower.version === -1) socket.terminate()
      reject(error)
    }
    const timer = setTimeout(() => fail(new Error('Nothing came.')), PATIENCE_MS)
    socket.on('open', () => socket.send('{"type":"connection_init"}'))
    socket.on('error', fail)
    socket.on('close', (code, reason) => fail(new Error(`closed with ${code} ${String(reason)}`)))
    socket.on('message', (data: Buffer) => {
      const text = data.toString('latin1')
      if (text.includes('"version":')) {
        if (follower.version === -1) {
          clearTimeout(timer)
          followers.push(follower)
          resolve()
        }
        take(follower, text)
      } else if (text.includes('"connection_ack"')) {
        const payload = { query, variables: { id: order } }
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }))
      } else if (text.includes('"ping"')) socket.send('{"type":"pong"}')
      else fail(new Error(text.slice(0, 300)))
    })
  })
}

/** By hand: reading JSON would cost more than all else here, on a core that others need. */
function take(follower: Follower, text: string): void {
  const version = numberAfter(text, '"version":')
  if (follower.version !== -1) {
    if (version <= follower.version) disordered += 1
    else if (version > follower.version + 1) skipped += version - follower.version - 1
    if (version !== follower.version + 1) example ??= `${follower.order}: ${version} after ${follower.version}`
  }
  follower.version = Math.max(version, follower.version)
  if (counting) delays.push(now() - numberAfter(text, '"committedAt":'))
}

function numberAfter(text: string, name: string): number {
  const at = text.indexOf(name) + name.length
  return Number.parseFloat(text.slice(at, at + 24))
}
