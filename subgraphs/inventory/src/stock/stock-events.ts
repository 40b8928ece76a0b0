import { appendEvent } from '@shop/events/outbox'
import { AvailabilityChanged, StockLow } from '@shop/schema/events/inventory'
import type { Transaction } from '../database.ts'
import { readAvailableByVariant } from './stock-store.ts'
import type { MovedLevel } from './stock-store.ts'

/** Tells what can be sold now of the variants that moved, and which levels have just become low. */
export async function appendStockEvents(tx: Transaction, moved: readonly MovedLevel[]): Promise<void> {
  const changed = moved.filter((level) => level.availableNow !== level.availableBefore)
  if (changed.length === 0) return
  const variantIds = [...new Set(changed.map((level) => level.variantId))]
  for (const { variantId, available } of await readAvailableByVariant(tx, variantIds)) {
    await appendEvent(tx, AvailabilityChanged, { subject: variantId, data: { variantId, available } })
  }
  for (const level of changed) {
    // Only when the threshold is crossed: a level that stays low is no news.
    if (level.availableNow > level.lowStockThreshold || level.availableBefore <= level.lowStockThreshold) continue
    const { variantId, locationId, availableNow: available, lowStockThreshold: threshold } = level
    await appendEvent(tx, StockLow, { subject: variantId, data: { variantId, locationId, available, threshold } })
  }
}
