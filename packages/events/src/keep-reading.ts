import type { Log } from './log.ts'
import { pause } from './pause.ts'

const LONGEST_PAUSE_MS = 1_000

/**
 * Calls `read` again and again until the signal fires, with a growing pause after failures, which are expected while the
 * server is away. `read` is told how many failures came just before.
 */
export async function keepReading(
  read: (failures: number) => Promise<void>,
  signal: AbortSignal,
  log: Log,
): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    try {
      await read(failures)
      failures = 0
    } catch (error) {
      if (signal.aborted) return
      failures += 1
      log.debug({ failures, err: error }, 'events not read, will be tried again')
      await pause(Math.min(10 * 2 ** failures, LONGEST_PAUSE_MS), signal)
    }
  }
}
