import { join } from 'node:path'
import { routerCommand } from '../contenders/ours.ts'
import { ask } from '../measure/ask.ts'
import type { Surroundings } from '../measure/stage.ts'
import { usageOf } from '@shop/bench-measure/process-usage'
import { slope } from '@shop/bench-measure/statistics'
import { distinctOperation } from './distinct-operations.ts'

const ROUTER = join(import.meta.dirname, '../../../router/src/main.ts')
const REPORT_HEAP = join(import.meta.dirname, 'report-heap.ts')

/** How much a router may grow per minute in the second half, as a part of what it holds, and still count as flat. */
const FLAT_PER_MINUTE = 0.005

export type MemorySample = { seconds: number; heapBytes: number; residentBytes: number }

export type MemoryReport = {
  operations: number
  requests: number
  seconds: number
  samples: MemorySample[]
  /** Of the last half, in bytes per minute. */
  heapGrowth: number
  residentGrowth: number
  flat: boolean
}

/** Sends different operations in turn, and watches what our router holds. */
export async function watchMemory(
  { stage, start }: Surroundings,
  options: { seconds: number; operations: number; connections: number; everySeconds: number; routerFlags: string[] },
): Promise<MemoryReport> {
  const place = await stage('memory', false)
  const nodeFlags = ['--expose-gc', '--import', REPORT_HEAP]
  const command = routerCommand(place, ROUTER, { nodeFlags, routerFlags: options.routerFlags })
  const router = await start('memory', command, place.port, true)
  const startedAt = performance.now()
  const passed = (): number => (performance.now() - startedAt) / 1000
  const samples: MemorySample[] = []
  let requests = 0

  const askInTurn = async (): Promise<void> => {
    while (passed() < options.seconds) {
      const index = requests++ % options.operations
      const text = await ask(router, JSON.stringify({ query: distinctOperation(index) }))
      if (!text.startsWith(`{"data":{"products${index}":`) || text.includes('"errors"'))
        throw new Error(text.slice(0, 1000))
    }
  }
  const sample = async (): Promise<void> => {
    while (passed() < options.seconds) {
      await new Promise((resolve) => setTimeout(resolve, options.everySeconds * 1000))
      const { heapUsed } = (await router.tell('memory')) as NodeJS.MemoryUsage
      const one = { seconds: passed(), heapBytes: heapUsed, residentBytes: usageOf(router.pid).residentBytes }
      samples.push(one)
      console.error(
        `${one.seconds.toFixed(0)} s  ${requests} requests  heap ${megabytes(heapUsed)}  resident ${megabytes(one.residentBytes)}`,
      )
    }
  }
  try {
    await Promise.all([...Array.from({ length: options.connections }, askInTurn), sample()])
  } finally {
    await router.stop()
  }
  const last = samples.slice(Math.floor(samples.length / 2))
  const growth = (of: 'heapBytes' | 'residentBytes') => 60 * slope(last.map((one) => [one.seconds, one[of]] as const))
  const heapGrowth = growth('heapBytes')
  const held = last.reduce((sum, { heapBytes }) => sum + heapBytes, 0) / last.length
  return {
    operations: options.operations,
    requests,
    seconds: passed(),
    samples,
    heapGrowth,
    residentGrowth: growth('residentBytes'),
    flat: heapGrowth < held * FLAT_PER_MINUTE,
  }
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
