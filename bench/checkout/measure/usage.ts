import { usageOf } from '@shop/bench-measure/process-usage'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** What the shop has used since it started. `statements` by database; `texts` only when they are kept. */
export type Usage = {
  nodeCpuSeconds: number
  otherCpuSeconds: number
  statements: Record<string, number>
  texts: Record<string, number>
}

type Report = {
  pid: number
  at: number
  cpuSeconds: number
  statements: Record<string, number>
  texts: Record<string, number>
}

/** Asks every process of the shop, whose first is `pid`, and the kernel for the rest: PostgreSQL and Redis. */
export async function readUsage(folder: string, pid: number): Promise<Usage> {
  const asked = Date.now()
  const pids = readdirSync(folder).flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? [])
  const running = pids.map(Number).filter(tellUsage)
  const deadline = asked + 10_000
  let reports: Report[] = []
  while (reports.length < running.length) {
    if (Date.now() > deadline) throw new Error('a process of the shop does not say what it used')
    await delay(5)
    reports = running
      .map((one) => JSON.parse(readFileSync(join(folder, `${one}.json`), 'utf8')) as Report)
      .filter(({ at }) => at >= asked)
  }
  const nodeCpuSeconds = reports.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0)
  return {
    nodeCpuSeconds,
    otherCpuSeconds: usageOf(pid).cpuSeconds - nodeCpuSeconds,
    statements: sumOf(reports.map(({ statements }) => statements)),
    texts: sumOf(reports.map(({ texts }) => texts)),
  }
}

/** What was used between two readings. */
export function difference(before: Usage, after: Usage): Usage {
  return {
    nodeCpuSeconds: after.nodeCpuSeconds - before.nodeCpuSeconds,
    otherCpuSeconds: after.otherCpuSeconds - before.otherCpuSeconds,
    statements: subtract(after.statements, before.statements),
    texts: subtract(after.texts, before.texts),
  }
}

/** False for one that has ended. */
function tellUsage(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGWINCH')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}

function sumOf(counts: readonly Record<string, number>[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const [name, count] of counts.flatMap((one) => Object.entries(one))) sum[name] = (sum[name] ?? 0) + count
  return sum
}

function subtract(from: Record<string, number>, what: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(from).map(([name, count]) => [name, count - (what[name] ?? 0)]))
}
