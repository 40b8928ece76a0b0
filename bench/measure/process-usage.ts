import { readFileSync, readdirSync } from 'node:fs'

/** Ticks of the CPU accounting in /proc, fixed by the kernel's interface to user space. */
const TICKS_PER_SECOND = 100

export type ProcessUsage = { cpuSeconds: number; residentBytes: number }

/** What a process and all that it started have used: user and system time with all threads, and memory now. */
export function usageOf(pid: number): ProcessUsage {
  let cpuSeconds = 0
  let residentBytes = 0
  for (const one of withDescendants(pid)) {
    const { ticks, residentKilobytes } = readProcess(one)
    cpuSeconds += ticks / TICKS_PER_SECOND
    residentBytes += residentKilobytes * 1024
  }
  return { cpuSeconds, residentBytes }
}

function withDescendants(pid: number): number[] {
  const children = new Map<number, number[]>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const parent = statFields(Number(entry))?.[1]
    if (parent !== undefined) children.set(Number(parent), [...(children.get(Number(parent)) ?? []), Number(entry)])
  }
  const found = [pid]
  for (const one of found) found.push(...(children.get(one) ?? []))
  return found
}

function readProcess(pid: number): { ticks: number; residentKilobytes: number } {
  const fields = statFields(pid)
  // It ended between the listing and now: its parent has its time, as that of a child that was waited for.
  if (!fields) return { ticks: 0, residentKilobytes: 0 }
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11, 15).map(Number)
  const resident = /^VmRSS:\s+(?<kilobytes>\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return {
    ticks: user + system + childrenUser + childrenSystem,
    residentKilobytes: Number(resident?.groups?.['kilobytes'] ?? 0),
  }
}

/** The fields of /proc/<pid>/stat after the command's name, which may contain anything; null when it is gone. */
function statFields(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH'].includes(String(error.code))) return null
    throw error
  }
}
