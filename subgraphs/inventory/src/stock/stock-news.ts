import { AvailabilityChanged, StockLow } from '@shop/schema/events/inventory'
import { newEvent } from '@shop/events/outbox'
import type { NewEvent } from '@shop/events/outbox'
import { availableOf, sellable } from './stock.ts'
import type { Level, Stock, VariantStock } from './stock.ts'

/** What others are told when the stock of some variants became another: what can be sold now, and which levels have become low. */
export function stockNews(before: Stock, after: Stock): NewEvent[] {
  const news: NewEvent[] = []
  for (const [variantId, now] of after) {
    const earlier = before.get(variantId)
    const available = availableOf(now)
    if (earlier && (availableOf(earlier) !== available || hasOtherPromises(earlier, now))) {
      news.push(newEvent(AvailabilityChanged, { subject: variantId, data: { variantId, available } }))
    }
    for (const level of now.levels) {
      const { locationId, lowStockThreshold: threshold } = level
      const levelBefore = earlier?.levels.find(({ id }) => id === level.id)
      // Only when it becomes low, through its units or its threshold: a level that stays low is no news.
      if (!levelBefore || !isLow(level) || isLow(levelBefore)) continue
      const data = { variantId, locationId, available: sellable(level), threshold }
      news.push(newEvent(StockLow, { subject: variantId, data }))
    }
  }
  return news
}

function isLow(level: Level): boolean {
  return sellable(level) <= level.lowStockThreshold
}

/** Whether another number can be ordered ahead: availability says that too, also while nothing is there. */
function hasOtherPromises(before: VariantStock, now: VariantStock): boolean {
  return now.backorderLimit !== null && before.backordered !== now.backordered
}
