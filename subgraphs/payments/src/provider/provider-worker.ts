import type { Log } from '@shop/subgraph/log'
import { startWorker } from '@shop/subgraph/worker'
import type { Worker } from '@shop/subgraph/worker'

/** Begins one piece of work and gives what is left of it, or null when there is none. */
export type TakeStep = (signal: AbortSignal) => Promise<(() => Promise<void>) | null>

/**
 * Does what the database says is due, from several sources, so many at once: a provider that is slow to answer about one
 * payment holds up no other. All it knows is in the database, so any number of processes may run it side by side, and
 * whatever one of them leaves behind another takes up. stop() ends the calls under way; they are repeated with their keys.
 */
export function startProviderWorker(options: {
  name: string
  sources: readonly TakeStep[]
  concurrency: number
  pollMs: number
  log: Log
}): Worker {
  const { name, sources, concurrency, pollMs, log } = options
  const running = new Set<Promise<void>>()

  async function takeOne(signal: AbortSignal): Promise<(() => Promise<void>) | null> {
    for (const take of sources) {
      const rest = await take(signal)
      if (rest) return rest
    }
    return null
  }

  async function run(signal: AbortSignal): Promise<number> {
    if (running.size >= concurrency) return 0
    const rest = await takeOne(signal)
    if (!rest) return 0
    const work: Promise<void> = rest()
      // Nothing is lost: its lease ends, and then it is due again.
      .catch((error: unknown) => log.error({ err: error }, 'a step of the payment worker failed'))
      .finally(() => {
        running.delete(work)
        worker.wake()
      })
    running.add(work)
    return 1
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
