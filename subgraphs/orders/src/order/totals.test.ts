import fc from 'fast-check'
import { expect, test } from 'vitest'
import { roundedPortion, shareOut, sum } from '../quote/rounding.ts'
import { parcelAmount, refundForUnits } from './totals.ts'

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

test('whatever the parcels hold, and in whatever order they leave, they bring the total between them', () => {
  const line = fc.record({ quantity: fc.integer({ min: 1, max: 5 }), unitPrice: fc.integer({ min: 0, max: 9_999 }) })
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), fc.nat(1_000_000), fc.nat(4), (some, total, seed) => {
      const lines = some.map((one, index) => ({
        ...one,
        id: String(index),
        discount: 0,
        tax: 0,
        taxIncluded: true,
      }))
      const units = lines.flatMap(({ id, quantity }) => Array.from({ length: quantity }, () => id))
      const parcels = Map.groupBy(units, (_, index) => (index * (seed + 2)) % 3)
      const before: { orderLineId: string; quantity: number }[] = []
      let brought = 0
      for (const ids of parcels.values()) {
        const parcel = ids.map((orderLineId) => ({ orderLineId, quantity: 1 }))
        const amount = parcelAmount(total, lines, parcel, before)
        expect(amount).toBeGreaterThanOrEqual(0)
        brought += amount
        before.push(...parcel)
      }
      expect(brought).toBe(total)
    }),
  )
})
