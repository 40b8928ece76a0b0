import { lineTotal, type LineAmounts } from '../order/totals.ts'
import { shopDay } from './shop-day.ts'

/** What is known of an order when its sales are counted. Amounts are in minor units of `currencyCode`. */
export type OrderSales = {
  id: string
  currencyCode: string
  total: number
  placedAt: Date
  confirmedAt: Date | null
  cancelledAt: Date | null
  /** `productId` is null for a variant that the catalogue does not know (any more). */
  lines: readonly (LineAmounts & { productId: string | null })[]
  /** `ofEdit`: whether it gave back what an edit made superfluous; null where payments did not say yet. */
  refunds: readonly { amount: number; capturedTotal: number; ofEdit: boolean | null; settledAt: Date }[]
}

/** What is known of a cart. */
export type CartJourney = { id: string; startedAt: Date | null; isMerged: boolean; isOrdered: boolean }

/** What is summed up. Revenue and what is taken off it are in minor units. */
export const MEASURES = [
  'placed',
  'orders',
  'units',
  'revenue',
  'cancelledOrders',
  'cancelledUnits',
  'cancelled',
  'refunded',
  'carts',
  'orderedCarts',
] as const
export type Measure = (typeof MEASURES)[number]
export type Measures = Record<Measure, number>

/** Something that counts on a day. Of one product, or with `productId` SHOP of the shop as a whole. */
export type Entry = { day: string; currencyCode: string; productId: string } & Partial<Measures>

/** Stands for the shop as a whole, where a product's id would be. */
export const SHOP = '00000000-0000-0000-0000-000000000000'
/** Stands for no currency (ISO 4217): carts are counted, not paid. */
export const NO_CURRENCY = 'XXX'

/**
 * What an order, as it is now, adds to the statistics. An order is a sale from its confirmation on, and belongs to that
 * day; an edit changes the figures of that day. A cancellation belongs to its own day, and takes off all that was sold.
 * What is given back belongs to the day on which it was, except where the order is cancelled or was made cheaper: there
 * it is taken off already.
 */
export function entriesOfOrder(order: OrderSales, timeZone: string): Entry[] {
  const { currencyCode } = order
  const on = (moment: Date) => ({ day: shopDay(moment, timeZone), currencyCode, productId: SHOP })
  const entries: Entry[] = []
  // An order that is still open is not counted at all: it becomes one of the two within minutes.
  if (order.confirmedAt ?? order.cancelledAt) entries.push({ ...on(order.placedAt), placed: 1 })
  if (!order.confirmedAt) return entries
  const units = sum(order.lines, ({ quantity }) => quantity)
  entries.push({ ...on(order.confirmedAt), orders: 1, units, revenue: order.total })
  for (const [productId, sold] of byProduct(order.lines)) {
    entries.push({ ...on(order.confirmedAt), productId, orders: 1, units: sold.units, revenue: sold.revenue })
    if (order.cancelledAt) {
      entries.push({
        ...on(order.cancelledAt),
        productId,
        cancelledOrders: 1,
        cancelledUnits: sold.units,
        cancelled: sold.revenue,
      })
    }
  }
  if (order.cancelledAt) {
    entries.push({ ...on(order.cancelledAt), cancelledOrders: 1, cancelledUnits: units, cancelled: order.total })
    return entries
  }
  for (const { settledAt, amount } of refundsThatCount(order)) entries.push({ ...on(settledAt), refunded: amount })
  return entries
}

/** A cart belongs to the day on which it was begun, also when it is ordered later. One that went into another is that one. */
export function entriesOfCart({ startedAt, isMerged, isOrdered }: CartJourney, timeZone: string): Entry[] {
  if (!startedAt || isMerged) return []
  const day = shopDay(startedAt, timeZone)
  return [{ day, currencyCode: NO_CURRENCY, productId: SHOP, carts: 1, orderedCarts: isOrdered ? 1 : 0 }]
}

/** What has to be added so that `before` becomes `after`: one entry per key, without those that change nothing. */
export function difference(before: readonly Entry[], after: readonly Entry[]): Entry[] {
  const changes = new Map<string, Entry>()
  const add = (entry: Entry, sign: 1 | -1) => {
    const { day, currencyCode, productId } = entry
    const key = `${day} ${currencyCode} ${productId}`
    const change = changes.get(key) ?? { day, currencyCode, productId }
    for (const measure of MEASURES) change[measure] = (change[measure] ?? 0) + sign * (entry[measure] ?? 0)
    changes.set(key, change)
  }
  for (const entry of before) add(entry, -1)
  for (const entry of after) add(entry, 1)
  return [...changes.values()].filter((change) => MEASURES.some((measure) => change[measure] !== 0))
}

function byProduct(lines: OrderSales['lines']): Map<string, { units: number; revenue: number }> {
  const products = new Map<string, { units: number; revenue: number }>()
  for (const line of lines) {
    if (line.productId === null) continue
    const { units, revenue } = products.get(line.productId) ?? { units: 0, revenue: 0 }
    products.set(line.productId, { units: units + line.quantity, revenue: revenue + lineTotal(line) })
  }
  return products
}

/**
 * Refunds without what an edit made superfluous: that is no revenue any more, so it cannot be given back of it. Where payments did not say
 * what a refund was for, that is what was captured beyond the total of now.
 */
function refundsThatCount({ total, refunds }: OrderSales): { amount: number; settledAt: Date }[] {
  const captured = Math.max(0, ...refunds.map(({ capturedTotal }) => capturedTotal))
  const ofEdits = sum(refunds, ({ ofEdit, amount }) => (ofEdit ? amount : 0))
  let beyond = Math.max(0, captured - total - ofEdits)
  return refunds
    .filter(({ ofEdit }) => ofEdit !== true)
    .toSorted((one, other) => one.settledAt.getTime() - other.settledAt.getTime())
    .map(({ amount, ofEdit, settledAt }) => {
      const ofThat = ofEdit === false ? 0 : Math.min(beyond, amount)
      beyond -= ofThat
      return { amount: amount - ofThat, settledAt }
    })
    .filter(({ amount }) => amount > 0)
}

function sum<Item>(items: readonly Item[], amountOf: (item: Item) => number): number {
  return items.reduce((total, item) => total + amountOf(item), 0)
}
