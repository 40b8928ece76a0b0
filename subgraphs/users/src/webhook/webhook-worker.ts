import { startWorker, type Worker } from '@shop/subgraph/worker'
import { deliverWebhook, type DeliveryContext } from './deliver-webhook.ts'
import { claimDeliveries, pruneDeliveries } from './webhook-delivery-store.ts'

const CONCURRENCY = 128
/** One that takes 50 ms to answer is told 320 a second. */
const PER_ENDPOINT = 16
const POLL_MS = 1_000
/** What writing down the outcome may take beyond the request. */
const LEASE_MARGIN_MS = 10_000
const PRUNE_EVERY_MS = 3_600_000
const RETENTION_MS = 30 * 86_400_000

/**
 * Sends what is due, so many at once. All it knows is in the database, so any number of processes may run it side by
 * side; what one of them leaves behind, because it was killed, another takes up when the lease ends. So a message is sent
 * at least once, and sometimes twice.
 */
export function startWebhookWorker(context: DeliveryContext): Worker {
  const { clock, config, database, log } = context
  const running = new Set<Promise<void>>()

  async function run(signal: AbortSignal): Promise<number> {
    const limit = CONCURRENCY - running.size
    if (limit <= 0) return 0
    const now = clock.now()
    const leasedUntil = new Date(now.getTime() + config.webhookTimeoutMs + LEASE_MARGIN_MS)
    const claimed = await claimDeliveries(database, { now, leasedUntil, limit, perEndpoint: PER_ENDPOINT })
    for (const delivery of claimed) {
      const work: Promise<void> = deliverWebhook(context, delivery, signal)
        // Nothing is lost: the lease ends, and then it is due again.
        .catch((error: unknown) =>
          log.error({ err: error, deliveryId: delivery.id }, 'a webhook could not be delivered'),
        )
        .finally(() => {
          running.delete(work)
          worker.wake()
        })
      running.add(work)
    }
    return claimed.length
  }

  const worker = startWorker({ name: 'webhooks', intervalMs: POLL_MS, run, log })
  const pruning = startWorker({
    name: 'webhooks-prune',
    intervalMs: PRUNE_EVERY_MS,
    run: () => pruneDeliveries(database, new Date(clock.now().getTime() - RETENTION_MS)),
    log,
  })
  return {
    wake: worker.wake,
    async stop() {
      await Promise.all([worker.stop(), pruning.stop()])
      await Promise.all(running)
    },
  }
}
