import { doTogether } from '@shop/subgraph/do-together'
import { startForgettingKeys } from '@shop/subgraph/forget-idempotency-keys'
import { startWorker, type Worker, type WorkerOptions } from '@shop/subgraph/worker'
import type { TrackingReport } from './carrier/carrier.ts'
import { PARCELS_AT_ONCE, type SandboxCarrier } from './carrier/sandbox-carrier.ts'
import type { OrdersConfig } from './config.ts'
import type { Services } from './context.ts'
import { expireOrders } from './order/expire-orders.ts'
import { flagOrders } from './order/flag-orders.ts'
import { carryOutTasks, TASKS_AT_ONCE } from './shipment/carry-out-tasks.ts'
import { takeWebhooks } from './carrier/take-webhooks.ts'
import { forgetWebhooks } from './carrier/webhook-store.ts'
import { recordTrackingEvents } from './shipment/record-tracking-events.ts'

const CARRIER_INTERVAL_MS = 500
/** In one transaction: five come of each order, and only what else happens to orders with a parcel under way waits for it. */
const REPORTS_AT_ONCE = 200
/** Nobody waits for a carrier: while much is sold, it is told of several parcels together. */
const CARRIER_REST_MS = 250
const HOUR_MS = 3_600_000
/** Longer than any carrier sends a webhook again. */
const WEBHOOKS_KEPT_MS = 30 * 24 * HOUR_MS

type Together = Pick<WorkerOptions, 'batch' | 'restMs'>

/** `wake` is for what may have become due by an event, `wakeWebhooks` for what a carrier has posted. */
export type Workers = Worker & { wakeWebhooks(): void }

/** Starts what happens by the clock. */
export function startWorkers(services: Services, carrier: SandboxCarrier, config: OrdersConfig): Workers {
  const { clock, database, log } = services
  const start = (name: string, intervalMs: number, run: () => Promise<number>, together: Together = {}) =>
    startWorker({ name, intervalMs, run, ...together, log })

  const report = doTogether((reports: readonly TrackingReport[]) => recordTrackingEvents(services, reports), {
    limit: REPORTS_AT_ONCE,
  })
  const stepMs = Math.min(CARRIER_INTERVAL_MS, Math.max(10, config.carrierStepMs / 2))
  const parcels = start('sandbox-carrier', stepMs, () => carrier.moveParcels(report), {
    batch: PARCELS_AT_ONCE,
    restMs: Math.min(CARRIER_REST_MS, stepMs),
  })
  const carryOut = async () => {
    const count = await carryOutTasks(services)
    if (count > 0) parcels.wake()
    return count
  }
  const together = { batch: TASKS_AT_ONCE, restMs: CARRIER_REST_MS }
  const tasks = start('carrier-tasks', CARRIER_INTERVAL_MS, carryOut, together)
  const webhooks = start('carrier-webhooks', CARRIER_INTERVAL_MS, () => takeWebhooks({ ...services, report }))
  const timers = [
    start('forget-webhooks', HOUR_MS, () =>
      forgetWebhooks(database, new Date(clock.now().getTime() - WEBHOOKS_KEPT_MS)),
    ),
    start('expire-orders', config.timerIntervalMs, () => expireOrders(services)),
    // Reads more, and is in no hurry.
    start('flag-orders', config.timerIntervalMs * 6, () => flagOrders(services)),
    startForgettingKeys({ database, clock, log }),
  ]
  return {
    wake: tasks.wake,
    wakeWebhooks: webhooks.wake,
    async stop() {
      await Promise.all([parcels, tasks, webhooks, ...timers].map((worker) => worker.stop()))
    },
  }
}
