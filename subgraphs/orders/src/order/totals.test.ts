import fc from 'fast-check'
import { expect, test } from 'vitest'
import { roundedPortion, shareOut, sum } from '../quote/rounding.ts'
import { refundForUnits } from './totals.ts'

const amounts = fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1, maxLength: 100 })

test('shares add up to what is shared, and none is larger than its weight', () => {
  fc.assert(
    fc.property(amounts, fc.integer({ min: 0, max: 100 }), (weights, percentage) => {
      const amount = roundedPortion(sum(weights), percentage, 100)
      const shares = shareOut(amount, weights)
      expect(sum(shares)).toBe(amount)
      for (const [index, share] of shares.entries()) {
        expect(share).toBeGreaterThanOrEqual(0)
        expect(share).toBeLessThanOrEqual(weights[index] ?? 0)
      }
    }),
  )
})

test('half a unit is rounded up', () => {
  expect(roundedPortion(50, 1, 100)).toBe(1)
  expect(roundedPortion(49, 1, 100)).toBe(0)
  expect(roundedPortion(Number.MAX_SAFE_INTEGER, 1, 1)).toBe(Number.MAX_SAFE_INTEGER)
})

test('what is given back for a unit has its tax in it, whether that was in the price or added', () => {
  const line = { quantity: 3, unitPrice: 1_000, discount: 100, tax: 609 }
  expect(refundForUnits({ ...line, taxIncluded: true }, 3, 0)).toBe(2_900)
  expect(refundForUnits({ ...line, taxIncluded: false }, 3, 0)).toBe(3_509)
  expect([0, 1, 2].map((before) => refundForUnits({ ...line, taxIncluded: false }, 1, before))).toEqual([
    1_169, 1_170, 1_170,
  ])
})
