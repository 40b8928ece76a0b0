import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { stockNews } from './stock-news.ts'
import type { Level, Stock, VariantStock } from './stock.ts'

const [MUG, NEAR] = [randomUUID(), randomUUID()]
const LEVEL = { id: randomUUID(), variantId: MUG, locationId: NEAR, priority: 1, reserved: 0, safetyStock: 0 }
const VARIANT = { id: MUG, policy: 'BACKORDER', backorderLimit: 5, releaseAt: null, backordered: 0 } as const

function stock(level: Partial<Level>, variant: Partial<VariantStock> = {}): Stock {
  const levels = [{ ...LEVEL, onHand: 10, lowStockThreshold: 5, ...level }]
  return new Map([[MUG, { ...VARIANT, levels, ...variant }]])
}

const newsOf = (before: Stock, after: Stock) => stockNews(before, after).map(({ type }) => type)

it('tells that a level became low because its threshold was raised', () => {
  expect(newsOf(stock({}), stock({ lowStockThreshold: 10 }))).toEqual(['StockLow'])
})

it('tells it of a level only once, also when units and threshold change together', () => {
  expect(newsOf(stock({ onHand: 5 }), stock({ onHand: 4, lowStockThreshold: 4 }))).toEqual(['AvailabilityChanged'])
  expect(newsOf(stock({ onHand: 6 }), stock({ onHand: 5, lowStockThreshold: 4 }))).toEqual(['AvailabilityChanged'])
})

it('tells that less can be ordered ahead, also when nothing is there before and after', () => {
  const [before, after] = [stock({ onHand: 0 }), stock({ onHand: 0 }, { backordered: 5 })]
  expect(newsOf(before, after)).toEqual(['AvailabilityChanged'])
  const unlimited = { backorderLimit: null }
  expect(newsOf(stock({ onHand: 0 }, unlimited), stock({ onHand: 0 }, { ...unlimited, backordered: 5 }))).toEqual([])
})
