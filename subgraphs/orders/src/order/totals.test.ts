import fc from 'fast-check'
import { expect, test } from 'vitest'
import { refundForUnits, shareDiscount, totalsOf } from './totals.ts'

const line = fc.record({
  quantity: fc.integer({ min: 1, max: 1_000 }),
  unitPrice: fc.integer({ min: 0, max: 10_000_000 }),
})
const lines = fc.array(line, { minLength: 1, maxLength: 100 })
const percentage = fc.integer({ min: 0, max: 100 })
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)

test('delivery costs 4.95 below 50.00 of goods, discount taken off, and nothing from there on', () => {
  expect(totalsOf([{ quantity: 1, unitPrice: 4_999 }], 0)).toMatchObject({ shippingTotal: 495, total: 5_494 })
  expect(totalsOf([{ quantity: 2, unitPrice: 2_500 }], 0)).toMatchObject({ shippingTotal: 0, total: 5_000 })
  expect(totalsOf([{ quantity: 1, unitPrice: 5_000 }], 1)).toMatchObject({ discountTotal: 50, shippingTotal: 495 })
  expect(totalsOf([], 50)).toEqual({ subtotal: 0, discountTotal: 0, shippingTotal: 0, total: 0 })
})

test('half a cent of discount is the customer’s', () => {
  expect(totalsOf([{ quantity: 1, unitPrice: 50 }], 1).discountTotal).toBe(1)
  expect(totalsOf([{ quantity: 1, unitPrice: 49 }], 1).discountTotal).toBe(0)
})

test('the totals always fit together, and a discount is never more than the goods', () => {
  fc.assert(
    fc.property(lines, percentage, (some, percentageOff) => {
      const { subtotal, discountTotal, shippingTotal, total } = totalsOf(some, percentageOff)
      expect(total).toBe(subtotal - discountTotal + shippingTotal)
      expect(discountTotal).toBeGreaterThanOrEqual(0)
      expect(discountTotal).toBeLessThanOrEqual(subtotal)
    }),
  )
})

test('the lines’ shares of a discount add up to it, and none is larger than its line', () => {
  fc.assert(
    fc.property(lines, percentage, (some, percentageOff) => {
      const { discountTotal } = totalsOf(some, percentageOff)
      const shares = shareDiscount(some, discountTotal)
      expect(sum(shares)).toBe(discountTotal)
      for (const [index, { quantity, unitPrice }] of some.entries()) {
        expect(shares[index]).toBeGreaterThanOrEqual(0)
        expect(shares[index]).toBeLessThanOrEqual(quantity * unitPrice)
      }
    }),
  )
})

test('what is given back for a line in parts is what was paid for it, to the cent', () => {
  fc.assert(
    fc.property(line, percentage, fc.array(fc.integer({ min: 1, max: 300 })), (bought, percentageOff, parts) => {
      const { discountTotal: discount } = totalsOf([bought], percentageOff)
      let returned = 0
      let refunded = 0
      for (const part of [...parts, bought.quantity]) {
        const units = Math.min(part, bought.quantity - returned)
        refunded += refundForUnits({ ...bought, discount }, units, returned)
        returned += units
      }
      expect(refunded).toBe(bought.quantity * bought.unitPrice - discount)
    }),
  )
})
