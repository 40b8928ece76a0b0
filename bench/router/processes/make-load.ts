import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { percentile } from '@shop/bench-measure/statistics'
import { createMessageReader } from '@shop/bench-measure/http-messages'
import type { LoadOrder, LoadReport } from './load-protocol.ts'

// The load generator: a process of its own on the second core, told by messages what to ask.

/** For an answer. One who takes longer hangs, and the bench must not hang with them. */
const PATIENCE_MS = 30_000

process.on('message', (order: LoadOrder) => {
  makeLoad(order).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit(0))

async function makeLoad(order: LoadOrder): Promise<LoadReport> {
  const expected = Buffer.from(order.expected)
  const times: number[] = []
  let wrong = 0
  let firstWrong: string | undefined
  const startedAt = performance.now()
  const endAt = startedAt + order.seconds * 1000

  const check = (head: string, body: Buffer, askedAt: number): void => {
    times.push(performance.now() - askedAt)
    if (head.startsWith('200', 9) && body.equals(expected)) return
    wrong += 1
    firstWrong ??= `${head}\r\n\r\n${body.toString().slice(0, 2000)}`
  }
  await Promise.all(
    Array.from({ length: order.connections }, (_, index) => {
      if (!order.pace) return askAtOnce(order, endAt, check)
      const everyMs = (order.connections * 1000) / order.pace
      return askPaced(order, startedAt + (index * everyMs) / order.connections, everyMs, endAt, check)
    }),
  )
  const seconds = (performance.now() - startedAt) / 1000
  times.sort((one, other) => one - other)
  return {
    requests: times.length,
    seconds,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    wrong,
    ...(firstWrong === undefined ? {} : { firstWrong }),
  }
}

type Check = (head: string, body: Buffer, askedAt: number) => void

/** One connection that asks again when it has its answer. */
async function askAtOnce(order: LoadOrder, endAt: number, check: Check): Promise<void> {
  const connection = await openConnection(order)
  while (performance.now() < endAt) {
    const askedAt = performance.now()
    const { head, body } = await connection.ask()
    check(head, body, askedAt)
  }
  connection.close()
}

/** One connection that asks by the clock. A late answer delays the next request, whose time still counts from its turn. */
async function askPaced(
  order: LoadOrder,
  firstAt: number,
  everyMs: number,
  endAt: number,
  check: Check,
): Promise<void> {
  const connection = await openConnection(order)
  for (let turn = firstAt; turn < endAt; turn += everyMs) {
    const early = turn - performance.now()
    if (early > 0) await delay(early)
    // A timer is up to a millisecond late, which is not the router's doing.
    const askedAt = early > 0 ? performance.now() : turn
    const { head, body } = await connection.ask()
    check(head, body, askedAt)
  }
  connection.close()
}

type Connection = { ask(): Promise<{ head: string; body: Buffer }>; close(): void }

async function openConnection({ url, headers, body }: LoadOrder): Promise<Connection> {
  const { hostname, port, host, pathname } = new URL(url)
  const lines = Object.entries({ host, ...headers, 'content-length': Buffer.byteLength(body) })
  const request = Buffer.from(
    `POST ${pathname} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  )
  let waiting: { resolve(message: { head: string; body: Buffer }): void; reject(error: Error): void } | null = null
  const socket = connect(Number(port), hostname)
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  socket.setNoDelay(true)
  socket.on(
    'data',
    createMessageReader((message) => {
      const asked = waiting
      waiting = null
      asked?.resolve(message)
    }),
  )
  socket.on('close', () => waiting?.reject(new Error(`${url} closed a connection while it owed an answer.`)))
  socket.on('error', (error) => waiting?.reject(error))
  socket.setTimeout(PATIENCE_MS, () => {
    if (waiting) socket.destroy(new Error(`${url} owes an answer for ${PATIENCE_MS / 1000} s.`))
  })
  return {
    ask: () =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket.write(request)
      }),
    close: () => socket.destroy(),
  }
}
