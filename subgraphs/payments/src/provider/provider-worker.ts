import type { Log } from '@shop/subgraph/log'
import { startWorker } from '@shop/subgraph/worker'
import type { Worker } from '@shop/subgraph/worker'

/** Begins at most so many pieces of work and gives what is left of each; `hasMore` when as much again may be due at once. */
export type TakeSteps = (
  limit: number,
  signal: AbortSignal,
) => Promise<{ steps: readonly (() => Promise<void>)[]; hasMore: boolean }>

/** Begins one piece of work and gives what is left of it, or null when there is none. */
export type TakeStep = (signal: AbortSignal) => Promise<(() => Promise<void>) | null>

/** For work that is begun one by one. */
export function oneByOne(take: TakeStep): TakeSteps {
  return async (_limit, signal) => {
    const step = await take(signal)
    return step ? { steps: [step], hasMore: true } : { steps: [], hasMore: false }
  }
}

/**
 * Does what the database says is due, so many at once: a provider that is slow to answer about one payment holds up no other. All
 * it knows is in the database, so any number of processes may run it side by side, and whatever one of them leaves behind
 * another takes up. stop() ends the calls under way; they are repeated with their keys.
 */
export function startProviderWorker(options: {
  name: string
  take: TakeSteps
  concurrency: number
  pollMs: number
  log: Log
}): Worker {
  const { name, take, concurrency, pollMs, log } = options
  const running = new Set<Promise<void>>()

  function start(step: () => Promise<void>): void {
    const work: Promise<void> = step()
      // Nothing is lost: its lease ends, and then it is due again.
      .catch((error: unknown) => log.error({ err: error }, 'a step of the payment worker failed'))
      .finally(() => {
        const wasFull = running.size >= concurrency
        running.delete(work)
        // Others may have had to wait for its place. What it left due by itself it has said.
        if (wasFull) worker.wake()
      })
    running.add(work)
  }

  async function run(signal: AbortSignal): Promise<number> {
    const free = concurrency - running.size
    if (free <= 0) return 0
    const { steps, hasMore } = await take(free, signal)
    for (const step of steps) start(step)
    return hasMore ? 1 : 0
  }

  const worker = startWorker({ name, intervalMs: pollMs, run, log })
  return {
    wake: worker.wake,
    async stop() {
      await worker.stop()
      await Promise.all(running)
    },
  }
}
