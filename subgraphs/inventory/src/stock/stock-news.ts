import { AvailabilityChanged, StockLow } from '@shop/schema/events/inventory'
import { newEvent } from '@shop/events/outbox'
import type { NewEvent } from '@shop/events/outbox'
import { availableOf, sellable } from './stock.ts'
import type { Stock } from './stock.ts'

/** What others are told when the stock of some variants became another: what can be sold now, and which levels have become low. */
export function stockNews(before: Stock, after: Stock): NewEvent[] {
  const news: NewEvent[] = []
  for (const [variantId, now] of after) {
    const earlier = before.get(variantId)
    const available = availableOf(now)
    if (earlier && availableOf(earlier) !== available) {
      news.push(newEvent(AvailabilityChanged, { subject: variantId, data: { variantId, available } }))
    }
    for (const level of now.levels) {
      const { locationId, lowStockThreshold: threshold } = level
      const levelBefore = earlier?.levels.find(({ id }) => id === level.id)
      // Only when the threshold is crossed: a level that stays low is no news.
      if (!levelBefore || sellable(level) > threshold || sellable(levelBefore) <= threshold) continue
      const data = { variantId, locationId, available: sellable(level), threshold }
      news.push(newEvent(StockLow, { subject: variantId, data }))
    }
  }
  return news
}
