import { readFileSync, readdirSync } from 'node:fs'
import { BadFlag } from './flags.ts'

/** Ticks of the CPU accounting in /proc, fixed by the kernel's interface to user space. */
const TICKS_PER_SECOND = 100

export type ProcessUsage = { cpuSeconds: number; residentBytes: number }

/** Throws where the CPU time of a process cannot be read. */
export function requireProc(): void {
  if (process.platform !== 'linux')
    throw new BadFlag('The CPU time of a process is read from /proc, which only Linux has.')
}

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
  const resident = /^VmRSS:\s+(?<kilobytes>\d+)/m.exec(readFileOf(pid, 'status') ?? '')
  return {
    ticks: user + system + childrenUser + childrenSystem,
    residentKilobytes: Number(resident?.groups?.['kilobytes'] ?? 0),
  }
}

/** The fields of /proc/<pid>/stat after the command's name, which may contain anything; null when it is gone. */
function statFields(pid: number): string[] | null {
  const text = readFileOf(pid, 'stat')
  return text === null ? null : text.slice(text.lastIndexOf(')') + 2).split(' ')
}

function readFileOf(pid: number, name: 'stat' | 'status'): string | null {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH'].includes(String(error.code))) return null
    throw error
  }
}
