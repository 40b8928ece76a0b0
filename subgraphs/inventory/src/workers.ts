import { startForgettingKeys } from '@shop/subgraph/forget-idempotency-keys'
import { startWorker } from '@shop/subgraph/worker'
import type { Worker } from '@shop/subgraph/worker'
import type { InventoryConfig } from './config.ts'
import type { ProcessContext } from './context.ts'
import { fillBackorder } from './reservation/fill-backorder.ts'
import { expireHold } from './reservation/hold-stock.ts'
import { isBackordered, isHoldOver } from './reservation/reservation-store.ts'
import { isReleaseToTell } from './stock/stock-store.ts'
import { tellReleases } from './stock/tell-releases.ts'

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
    async run() {
      const before = new Date(clock.now().getTime() - holdGraceSeconds * 1_000)
      return (await isHoldOver(database, before)) ? transact((tx) => expireHold(tx, before)) : 0
    },
    log,
  })
  const filling = startWorker({
    name: 'fill-backorders',
    intervalMs,
    run: async () => ((await isBackordered(database)) ? transact((tx) => fillBackorder(tx, clock.now())) : 0),
    log,
  })
  const releasing = startWorker({
    name: 'tell-releases',
    intervalMs,
    run: async () =>
      (await isReleaseToTell(database, clock.now())) ? transact((tx) => tellReleases(tx, clock.now())) : 0,
    log,
  })
  const forgetting = startForgettingKeys({ database, clock, log })
  return {
    wake: () => filling.wake(),
    async stop() {
      await Promise.all([expiring, filling, releasing, forgetting].map((worker) => worker.stop()))
    },
  }
}
