import { startWorker } from '@shop/subgraph/worker'
import type { Worker } from '@shop/subgraph/worker'
import type { ProcessContext } from '../context.ts'
import { forgetWebhooks, WEBHOOK_RETENTION_MS } from './webhook-store.ts'

const HOUR_MS = 3_600_000

/** Forgets old webhooks, so that their table does not grow for ever. */
export function startForgettingWebhooks({ database, clock, log }: ProcessContext): Worker {
  return startWorker({
    name: 'forgetting webhooks',
    intervalMs: HOUR_MS,
    run: async () => {
      await forgetWebhooks(database, new Date(clock.now().getTime() - WEBHOOK_RETENTION_MS))
      return 0
    },
    log,
  })
}
