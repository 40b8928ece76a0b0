import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRandom } from './differential/random.ts'
import { post } from './fixture/start-graph.ts'
import { generateRequest } from './malformed/generate-request.ts'
import type { Malformed } from './malformed/generate-request.ts'

const SEED = 20_261_125
const AT_ONCE = 40
/** What a process keeps of its own accord: compiled code, pools, the text of the last log lines. */
const NO_GROWTH_BYTES = 3_000_000

let child: ChildProcess
let port = 0
let complaints = ''

beforeAll(async () => {
  child = fork(join(import.meta.dirname, 'malformed/router-process.ts'), {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  })
  child.stderr?.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
  port = (await once(child, 'message'))[0] as number
})
afterAll(() => child.disconnect())

async function heapBytes(): Promise<number> {
  child.send('heap')
  return (await once(child, 'message'))[0] as number
}

/** Sends the bytes as they are, and gives all that comes until the router hangs up. */
function send({ bytes, kind, silent }: Malformed): Promise<string> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () => {
      // Node takes the end of what is sent for a client that left: only what breaks off anyway ends so.
      if (silent) socket.end(bytes)
      else socket.write(bytes)
    })
    socket.setTimeout(8_000, () => socket.destroy(new Error(`${kind}: nothing came for 8 seconds`)))
    socket.on('data', (chunk: Buffer) => received.push(chunk))
    socket.once('close', () => resolve(Buffer.concat(received).toString('latin1')))
    // Who is still writing while the router hangs up may get a reset, and what came before it counts.
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve(Buffer.concat(received).toString('latin1'))
      else reject(error)
    })
  })
}

/** Sends so many requests, checks what comes, and counts the statuses. */
async function sendMany(random: ReturnType<typeof createRandom>, count: number): Promise<Map<number, number>> {
  const statuses = new Map<number, number>()
  let turn = 0
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (turn < count) {
        const request = generateRequest(random, turn++)
        const answer = await send(request)
        const found = [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
        const told = `${request.kind}\n${request.bytes.toString('latin1').slice(0, 2_000)}\n-> ${answer.slice(0, 500)}`
        for (const status of found) {
          expect(status, told).toBeLessThan(500)
          statuses.set(status, (statuses.get(status) ?? 0) + 1)
        }
        expect(found.length, told).toBeLessThanOrEqual(request.answers)
        expect(found.length, told).toBeGreaterThanOrEqual(request.silent ? 0 : 1)
      }
    }),
  )
  return statuses
}

it('5,000 malformed requests give no 5xx, no crash and no growth, and the router goes on', async () => {
  const random = createRandom(SEED)
  await sendMany(random, 2_000)
  const before = await heapBytes()
  const statuses = await sendMany(random, 3_000)
  const after = await heapBytes()

  // It was worth sending: all the ways to refuse were needed, and some requests were fine after all.
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 405, 406, 413, 415, 431]))
  expect(after - before).toBeLessThan(NO_GROWTH_BYTES)
  expect([child.exitCode, child.signalCode, complaints]).toEqual([null, null, ''])
  const { status, data } = await post(`http://127.0.0.1:${port}/graphql`, '{"query":"{ book(id: 1) { title } }"}')
  expect([status, data]).toEqual([200, { book: { title: 'Emma' } }])
}, 60_000)
