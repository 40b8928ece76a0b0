import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { endWithUs } from './children.ts'

/** Whose turn a core is: the contender has one for itself. */
export const ROUTER_CORE = 0
export const REST_CORE = 1

let pinned: boolean | null = null

/**
 * Keeps us, and what we start, on the second core; only contenders are put on the first. False where that cannot be done, and said once:
 * the figures are then rough.
 */
export function pinOurselves(): boolean {
  pinned ??= (() => {
    const pin = (...args: string[]) => spawnSync('taskset', args).status === 0
    const works =
      availableParallelism() > 1 &&
      pin('-c', String(ROUTER_CORE), 'true') &&
      pin('-acp', String(REST_CORE), String(process.pid))
    if (!works) console.warn('No taskset, or one core only: nothing is pinned, and the figures are rougher.')
    return works
  })()
  return pinned
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

/** Starts a process on one core. Its children stay there too, and it ends with us. */
export function spawnPinned({ core, command, args, cwd, environment, logFile, ipc }: SpawnOptions): ChildProcess {
  const [program, programArgs] = pinOurselves()
    ? ['taskset', ['-c', String(core), command, ...args]]
    : [command, [...args]]
  const log = logFile === undefined ? null : openSync(logFile, 'a')
  const output = log ?? 'inherit'
  const child = spawn(program, programArgs, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...environment },
    stdio: ['ignore', output, output, ...(ipc ? ['ipc' as const] : [])],
  })
  if (log !== null) closeSync(log)
  return endWithUs(child)
}
