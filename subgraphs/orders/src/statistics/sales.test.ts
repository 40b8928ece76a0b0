import fc from 'fast-check'
import { expect, it } from 'vitest'
import { difference, entriesOfCart, entriesOfOrder, MEASURES, SHOP, type Entry, type OrderSales } from './sales.ts'

const at = (text: string) => new Date(`2026-${text}Z`)
const LINE = { quantity: 2, unitPrice: 1_000, discount: 100, tax: 0, taxIncluded: true, productId: 'shirt' }
const ORDER: OrderSales = {
  id: 'one',
  currencyCode: 'EUR',
  total: 2_395,
  placedAt: at('11-25T22:00'),
  confirmedAt: at('11-25T23:30'),
  cancelledAt: null,
  lines: [LINE],
  refunds: [],
}
const shop = (entries: Entry[]) => entries.filter(({ productId }) => productId === SHOP)

it('an order counts on the day of its confirmation, where the shop is', () => {
  expect(entriesOfOrder(ORDER, 'UTC').map(({ day }) => day)).toEqual(['2026-11-25', '2026-11-25', '2026-11-25'])
  const [placed, sold, ofProduct] = entriesOfOrder(ORDER, 'Europe/Amsterdam')
  expect(placed).toMatchObject({ day: '2026-11-25', placed: 1 })
  expect(sold).toMatchObject({ day: '2026-11-26', orders: 1, units: 2, revenue: 2_395 })
  expect(ofProduct).toMatchObject({ day: '2026-11-26', productId: 'shirt', units: 2, revenue: 1_900 })
})

it('an order that was never confirmed is no sale, and one that is open is not counted yet', () => {
  expect(entriesOfOrder({ ...ORDER, confirmedAt: null, cancelledAt: at('11-26T10:00') }, 'UTC')).toMatchObject([
    { placed: 1 },
  ])
  expect(entriesOfOrder({ ...ORDER, confirmedAt: null }, 'UTC')).toEqual([])
})

it('a cancellation takes off all of it on its own day, and a refund of it nothing more', () => {
  const refunds = [{ amount: 2_395, capturedTotal: 2_395, ofEdit: null, settledAt: at('11-28T10:00') }]
  const entries = shop(entriesOfOrder({ ...ORDER, cancelledAt: at('11-27T10:00'), refunds }, 'UTC'))
  expect(entries.at(-1)).toMatchObject({ day: '2026-11-27', cancelledOrders: 1, cancelledUnits: 2, cancelled: 2_395 })
  expect(entries.some(({ refunded }) => refunded)).toBe(false)
})

it('what was captured beyond the total of an edited order is no revenue, so giving it back is no refund', () => {
  const refunds = [
    { amount: 600, capturedTotal: 3_000, ofEdit: null, settledAt: at('11-27T10:00') },
    { amount: 500, capturedTotal: 3_000, ofEdit: null, settledAt: at('11-28T10:00') },
  ]
  const entries = entriesOfOrder({ ...ORDER, total: 2_395, refunds }, 'UTC').filter(({ refunded }) => refunded)
  expect(entries).toMatchObject([{ day: '2026-11-28', refunded: 495 }])
})

it('what an edit made superfluous is no refund either when the order became dearer again, and what is given beside it is one', () => {
  const refunds = [
    { amount: 600, capturedTotal: 2_500, ofEdit: true, settledAt: at('11-27T10:00') },
    { amount: 50, capturedTotal: 2_500, ofEdit: false, settledAt: at('11-28T10:00') },
  ]
  // Captured 2,500 for 1,900, and 495 more when it cost 2,395.
  const entries = entriesOfOrder({ ...ORDER, total: 2_395, refunds }, 'UTC').filter(({ refunded }) => refunded)
  expect(entries).toMatchObject([{ day: '2026-11-28', refunded: 50 }])
})

it('a cart counts on the day on which it was begun, unless it went into another', () => {
  const cart = { id: 'cart', startedAt: at('11-26T10:00'), isMerged: false, isOrdered: true }
  expect(entriesOfCart(cart, 'UTC')).toMatchObject([{ day: '2026-11-26', carts: 1, orderedCarts: 1 }])
  expect(entriesOfCart({ ...cart, isMerged: true }, 'UTC')).toEqual([])
})

it('adding differences one after the other comes to what counts at the end', () => {
  const entry = fc.record({
    day: fc.constantFrom('2026-11-25', '2026-11-26'),
    currencyCode: fc.constantFrom('EUR', 'USD'),
    productId: fc.constantFrom(SHOP, 'shirt'),
    units: fc.integer({ min: 0, max: 9 }),
    revenue: fc.integer({ min: 0, max: 9_999 }),
  })
  const states = fc.array(fc.array(entry, { maxLength: 4 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(states, (all) => {
      let sums: Entry[] = []
      for (const [index, state] of all.entries()) {
        // What is taken away has a minus, so adding is taking away the opposite.
        sums = difference([], [...sums, ...difference(all[index - 1] ?? [], state)])
      }
      const last = difference([], all.at(-1) ?? [])
      const sorted = (entries: Entry[]) =>
        entries
          .map((one) =>
            [one.day, one.currencyCode, one.productId, ...MEASURES.map((measure) => one[measure] ?? 0)].join(),
          )
          .toSorted()
      expect(sorted(sums)).toEqual(sorted(last))
    }),
  )
})
