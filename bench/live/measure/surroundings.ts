import type { ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isRunning, stopChild } from '@shop/bench-measure/children'
import { freePort } from '@shop/bench-measure/free-port'
import { nextMessage, startSideProcess, stopSideProcess } from '@shop/bench-measure/side-process'
import { pinOurselves, ROUTER_CORE, spawnPinned } from '@shop/bench-measure/spawn-pinned'
import { startRedisServer } from '@shop/events/redis-server'
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
}

const START_MS = 60_000
const PROCESSES = join(import.meta.dirname, '../processes')

/**
 * Does something with Redis and whatever each run needs besides, all but the contender on the second core. When it fails, it tells how the
 * log of the contenders ends.
 */
export async function withSurroundings<Result>(use: (surroundings: Surroundings) => Promise<Result>): Promise<Result> {
  // Before it starts Redis: what we start stays where we are.
  pinOurselves()
  const redis = await startRedisServer()
  const folder = await mkdtemp(join(tmpdir(), 'bench-live-'))
  const logFile = join(folder, 'log')
  await writeFile(logFile, '')
  try {
    const open = (contender: Contender, federated: boolean) =>
      openStage(contender, federated, redis.url, folder, logFile)
    return await use({ redisUrl: redis.url, open, startFollowers })
  } catch (error) {
    throw new Error(`The log ends so: …${(await readFile(logFile, 'utf8')).slice(-3000)}`, { cause: error })
  } finally {
    await redis.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function openStage(
  contender: Contender,
  federated: boolean,
  redisUrl: string,
  folder: string,
  logFile: string,
): Promise<Stage> {
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
      await stopChild(child)
      stopSideProcess(orders.child)
      if (parcels) stopSideProcess(parcels.child)
    },
  }
}

function startFollowers(): Followers {
  const child = startSideProcess(join(PROCESSES, 'follow-orders.ts'))
  async function tell<Kind extends FollowReport['kind']>(
    order: FollowOrder,
    kind: Kind,
  ): Promise<Extract<FollowReport, { kind: Kind }>> {
    child.send(order)
    const report = await nextMessage<FollowReport>(child)
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
      stopSideProcess(child)
    },
  }
}

async function startSubgraph(program: string, args: string[] = []): Promise<{ child: ChildProcess; url: string }> {
  const child = startSideProcess(join(PROCESSES, `${program}.ts`), args)
  const { port } = await nextMessage<{ port: number }>(child)
  return { child, url: `http://127.0.0.1:${port}/graphql` }
}

async function waitForPort(port: number, child: ChildProcess): Promise<void> {
  for (const endAt = Date.now() + START_MS; Date.now() < endAt; await delay(50)) {
    if (!isRunning(child))
      throw new Error(`A contender ended at its start, with ${child.signalCode ?? child.exitCode}.`)
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
