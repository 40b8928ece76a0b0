import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { openSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** Whose turn a core is: the router has one for itself. */
export const ROUTER_CORE = 0
export const REST_CORE = 1

let pinning: boolean | null = null

/** Whether processes can be kept on a core here. Says so once when they cannot: the figures are then rough. */
export function canPin(): boolean {
  pinning ??= (() => {
    const works = availableParallelism() > 1 && spawnSync('taskset', ['-c', '0,1', 'true']).status === 0
    if (!works) console.warn('No taskset, or one core only: nothing is pinned, and the figures are rougher.')
    return works
  })()
  return pinning
}

export type SpawnOptions = {
  core: number
  command: string
  args: readonly string[]
  cwd?: string
  environment?: Record<string, string>
  /** File that gets what it prints; none: the terminal. */
  logFile?: string
  ipc?: boolean
}

/** Starts a process on one core. Its children stay there too. */
export function spawnPinned({ core, command, args, cwd, environment, logFile, ipc }: SpawnOptions): ChildProcess {
  const [program, programArgs] = canPin() ? ['taskset', ['-c', String(core), command, ...args]] : [command, [...args]]
  const output = logFile ? openSync(logFile, 'a') : 'inherit'
  return spawn(program, programArgs, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...environment },
    stdio: ['ignore', output, output, ...(ipc ? ['ipc' as const] : [])],
  })
}
