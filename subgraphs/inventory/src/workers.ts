import { startForgettingKeys } from '@shop/subgraph/forget-idempotency-keys'
import { startWorker } from '@shop/subgraph/worker'
import type { Worker } from '@shop/subgraph/worker'
import type { InventoryConfig } from './config.ts'
import type { ProcessContext } from './context.ts'
import { fillBackorder } from './reservation/fill-backorder.ts'
import { expireHold } from './reservation/hold-stock.ts'

/** Starts what happens by the clock. `wake` is for stock that may have come in. */
export function startWorkers(
  process: Pick<ProcessContext, 'clock' | 'database' | 'log' | 'transact'>,
  config: InventoryConfig,
): Worker {
  const { clock, database, log, transact } = process
  const { holdGraceSeconds, timerIntervalMs: intervalMs } = config
  const expiring = startWorker({
    name: 'expire-holds',
    intervalMs,
    run: () => transact((tx) => expireHold(tx, new Date(clock.now().getTime() - holdGraceSeconds * 1_000))),
    log,
  })
  const filling = startWorker({
    name: 'fill-backorders',
    intervalMs,
    run: () => transact((tx) => fillBackorder(tx, clock.now())),
    log,
  })
  const forgetting = startForgettingKeys({ database, clock, log })
  return {
    wake: () => filling.wake(),
    async stop() {
      await Promise.all([expiring, filling, forgetting].map((worker) => worker.stop()))
    },
  }
}
