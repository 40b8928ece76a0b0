import type { Services } from '../context.ts'
import type { ReportOutcome } from '../shipment/record-tracking-events.ts'
import type { TrackingReport } from './carrier.ts'
import { EasyPostTracker, toReports } from './easypost-tracker.ts'
import { claimWebhooks, postponeWebhook, settleWebhook } from './webhook-store.ts'
import type { StoredWebhook } from './webhook-store.ts'

const LEASE_MS = 30_000
const BATCH = 100
const MAXIMUM_PAUSE_MS = 600_000
/** A parcel that nobody has told us of by then is another shop's. */
const PATIENCE_MS = 24 * 3_600_000

type Needed = Pick<Services, 'database' | 'clock' | 'log'> & {
  report(report: TrackingReport): Promise<ReportOutcome>
}

/** Lets what carriers posted take effect; answers how many webhooks were due. */
export async function takeWebhooks(services: Needed): Promise<number> {
  const { database, clock, log } = services
  const webhooks = await claimWebhooks(database, clock.now(), LEASE_MS, BATCH)
  const takeOrPostpone = async (webhook: StoredWebhook) => {
    try {
      await take(services, webhook)
    } catch (error) {
      log.error({ err: error, webhook: webhook.id }, 'a webhook of the carrier had no effect; it is tried again')
      await postpone(services, webhook)
    }
  }
  // At once, so that what they report is taken in together.
  await Promise.all(webhooks.map(takeOrPostpone))
  return webhooks.length
}

async function take(services: Needed, webhook: StoredWebhook): Promise<void> {
  const { database, clock, report } = services
  if (!webhook.description.startsWith('tracker.')) return settleWebhook(database, webhook.id, clock.now())
  const tracker = EasyPostTracker.safeParse(webhook.body)
  if (!tracker.success) return settleWebhook(database, webhook.id, clock.now(), 'This is no tracker.')
  const outcomes = await Promise.all(toReports(tracker.data).map(report))
  // It may have come before our own commit of the tracking code.
  if (outcomes.includes('UNKNOWN_PARCEL')) return postpone(services, webhook)
  await settleWebhook(database, webhook.id, clock.now())
}

async function postpone({ database, clock }: Needed, { id, attempt, receivedAt }: StoredWebhook): Promise<void> {
  const now = clock.now()
  if (now.getTime() - receivedAt.getTime() > PATIENCE_MS) {
    return settleWebhook(database, id, now, 'No parcel has this tracking code.')
  }
  const pause = Math.min(MAXIMUM_PAUSE_MS, 1_000 * 2 ** Math.min(attempt, 20))
  await postponeWebhook(database, id, new Date(now.getTime() + pause))
}
