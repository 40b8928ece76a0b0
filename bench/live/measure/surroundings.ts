import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { REST_CORE, ROUTER_CORE, spawnPinned } from '@shop/bench-measure/spawn-pinned'
import type { Contender } from '../contenders/contender.ts'
import { supergraphOf } from '../graph/orders.ts'
import type { FollowOrder, FollowReport } from '../processes/follow-protocol.ts'

/** A contender that runs, with a subgraph of its own. */
export type Stage = { pid: number; url: string; stop(): Promise<void> }

export type Followers = {
  connect(order: { url: string; subscribers: number; orders: number; query: string }): Promise<{ failed: number }>
  begin(): Promise<void>
  end(): Promise<{ messages: number; p50: number; p99: number }>
  check(versions: Record<string, number>): Promise<Extract<FollowReport, { kind: 'checked' }>>
  leave(): Promise<void>
}

export type Surroundings = {
  redisUrl: string
  open(contender: Contender, federated: boolean): Promise<Stage>
  startFollowers(): Followers
  logs(): Promise<string>
  stop(): Promise<void>
}

const START_MS = 60_000
const STOP_MS = 5000
const PROCESSES = join(import.meta.dirname, '../processes')

/** Redis, and whatever each run needs besides; all but the contender on the second core. */
export async function openSurroundings(): Promise<Surroundings> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-live-'))
  const logFile = join(folder, 'log')
  const redisPort = await freePort()
  const redis = spawnPinned({
    core: REST_CORE,
    command: 'redis-server',
    args: ['--port', String(redisPort), '--save', '', '--appendonly', 'no', '--bind', '127.0.0.1'],
    logFile,
  })
  const redisUrl = `redis://127.0.0.1:${redisPort}`
  await waitForPort(redisPort, redis)

  async function open(contender: Contender, federated: boolean): Promise<Stage> {
    const orders = await startSubgraph('serve-orders', [redisUrl])
    const parcels = federated ? await startSubgraph('serve-parcels') : null
    const supergraphFile = join(folder, 'supergraph.graphql')
    await writeFile(supergraphFile, supergraphOf(orders.url, parcels?.url ?? null))
    const port = await freePort()
    const command = await contender.command({ folder, port, supergraphFile, redisUrl, federated })
    const child = spawnPinned({ core: ROUTER_CORE, ...command, logFile })
    await waitForPort(port, child)
    // Planners are made ready, and what starting up leaves behind is collected.
    await delay(2000)
    return {
      pid: child.pid as number,
      url: `ws://127.0.0.1:${port}/graphql`,
      async stop() {
        await end(child)
        orders.child.disconnect()
        parcels?.child.disconnect()
      },
    }
  }

  return {
    redisUrl,
    open,
    startFollowers,
    logs: async () => (await readFile(logFile, 'utf8')).slice(-3000),
    async stop() {
      await end(redis)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function startFollowers(): Followers {
  const child = startHelper('follow-orders')
  async function tell<Kind extends FollowReport['kind']>(
    order: FollowOrder,
    kind: Kind,
  ): Promise<Extract<FollowReport, { kind: Kind }>> {
    const answered = once(child, 'message') as Promise<[FollowReport]>
    child.send(order)
    const [report] = await answered
    if (report.kind !== kind) throw new Error(`The followers said ${report.kind} and not ${kind}.`)
    return report as Extract<FollowReport, { kind: Kind }>
  }
  return {
    connect: (order) => tell({ do: 'connect', ...order }, 'connected'),
    begin: async () => void (await tell({ do: 'begin' }, 'begun')),
    end: () => tell({ do: 'end' }, 'ended'),
    check: (versions) => tell({ do: 'check', versions }, 'checked'),
    async leave() {
      if (!child.connected) return
      await tell({ do: 'leave' }, 'left')
      child.disconnect()
    },
  }
}

async function startSubgraph(program: string, args: string[] = []): Promise<{ child: ChildProcess; url: string }> {
  const child = startHelper(program, args)
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return { child, url: `http://127.0.0.1:${port}/graphql` }
}

function startHelper(program: string, args: string[] = []): ChildProcess {
  return spawnPinned({
    core: REST_CORE,
    command: process.execPath,
    args: ['--max-semi-space-size=64', join(PROCESSES, `${program}.ts`), ...args],
    ipc: true,
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  if (await Promise.race([gone.then(() => true), delay(STOP_MS, false)])) return
  child.kill('SIGKILL')
  await gone
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function waitForPort(port: number, child: ChildProcess): Promise<void> {
  for (const endAt = Date.now() + START_MS; Date.now() < endAt; await delay(50)) {
    if (child.exitCode !== null) throw new Error(`A process of the benchmark ended with ${child.exitCode}.`)
    if (await isOpen(port)) return
  }
  throw new Error(`Nothing listened at ${port} within a minute.`)
}

function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  return new Promise((resolve) => {
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
