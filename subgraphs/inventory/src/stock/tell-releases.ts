import { appendEvents, newEvent } from '@shop/events/outbox'
import { AvailabilityChanged } from '@shop/schema/events/inventory'
import type { Transaction } from '../database.ts'
import { claimReleases, readStock } from './stock-store.ts'
import { availableOf } from './stock.ts'

/** Tells what can be sold of preorders whose day has come since: no movement does. Answers of how many. */
export async function tellReleases(tx: Transaction, now: Date): Promise<number> {
  const released = await readStock(tx, await claimReleases(tx, now))
  const news = [...released].map(([variantId, variant]) =>
    newEvent(AvailabilityChanged, { subject: variantId, data: { variantId, available: availableOf(variant) } }),
  )
  await appendEvents(tx, news)
  return news.length
}
