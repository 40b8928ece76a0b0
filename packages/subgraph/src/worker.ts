import type { Log } from './log.ts'

/** A loop that does what has become due in the database. */
export type Worker = {
  /** Looks now instead of after the interval. */
  wake(): void
  /** Ends the loop; resolves when the run in progress has ended. Its signal fires at once. */
  stop(): Promise<void>
}

/** What startWorker needs. */
export type WorkerOptions = {
  name: string
  /** Pause when nothing is due, in milliseconds. */
  intervalMs: number
  /**
   * Does a batch of what is due and says how many items that were; called again at once while it says `batch`. The database is
   * the timer: what is due is found there, so nothing is lost when the process ends. Several processes may run the same
   * worker: claim rows with FOR UPDATE SKIP LOCKED.
   */
  run(signal: AbortSignal): Promise<number>
  /** As many items as `run` does at once: when it does fewer, nothing else is due (default 1). */
  batch?: number
  /** Pause after several items that were no whole batch, woken or not, so that more comes together (default none). */
  restMs?: number
  log: Log
}

const MAXIMUM_BACK_OFF_MS = 30_000

/** Starts a worker. A run that throws is logged and tried again after a growing pause; it never ends the loop. */
export function startWorker({ name, intervalMs, run, batch = 1, restMs = 0, log }: WorkerOptions): Worker {
  const stopping = new AbortController()
  let woken = false
  let isResting = false
  let endPause: (() => void) | null = null
  let failures = 0

  async function pause(ms: number): Promise<void> {
    if (stopping.signal.aborted) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, ms)
    endPause = resolve
    await promise
    endPause = null
    clearTimeout(timer)
  }

  async function runOnce(): Promise<number> {
    try {
      const done = await run(stopping.signal)
      failures = 0
      return done
    } catch (error) {
      if (stopping.signal.aborted) return 0
      failures += 1
      log.error({ err: error, worker: name, failures }, 'a worker failed; it will try again')
      return 0
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      woken = false
      const done = await runOnce()
      if (done >= batch) continue
      isResting = done > 1 && restMs > 0
      if (isResting) await pause(restMs)
      isResting = false
      // While it fails, waking must not turn the back-off into a busy loop.
      if (woken && failures === 0) continue
      const backOff = Math.min(MAXIMUM_BACK_OFF_MS, intervalMs * 2 ** Math.min(failures, 20))
      await pause(failures > 0 ? Math.max(backOff, 100) : intervalMs)
    }
  }

  const ended = loop()
  return {
    wake() {
      woken = true
      if (failures === 0 && !isResting) endPause?.()
    },
    async stop() {
      stopping.abort()
      endPause?.()
      await ended
    },
  }
}
