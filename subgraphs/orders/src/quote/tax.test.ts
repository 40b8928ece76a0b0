import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sum } from './rounding.ts'
import { taxesOn, toPercent, toPpm } from './tax.ts'

test('rates in percent have up to four decimals, from nothing to all of it', () => {
  expect(toPpm('21')).toBe(210_000)
  expect(toPpm('8.875')).toBe(88_750)
  expect(toPpm('0.0001')).toBe(1)
  for (const text of ['100.0001', '-1', '1.00001', '1e1', '', '.5', '1000']) expect(toPpm(text)).toBeNull()
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), (ppm) => {
      expect(toPpm(toPercent(ppm))).toBe(ppm)
    }),
  )
})

test('rates that stand beside each other are rounded once, and none is taken of another’s tax', () => {
  const rates = [
    { title: 'State', taxClass: 'STANDARD', ratePpm: 40_000 },
    { title: 'Town', taxClass: 'STANDARD', ratePpm: 45_000 },
  ]
  expect(taxesOn(1_000, rates, false)).toMatchObject([{ amount: 40 }, { amount: 45, taxable: 1_000 }])
  expect(sum(taxesOn(10, rates, false).map(({ amount }) => amount))).toBe(1)
})

test('tax that is in a price is what it would be on the price without it', () => {
  const rate = { title: 'VAT', taxClass: 'STANDARD', ratePpm: 210_000 }
  fc.assert(
    fc.property(fc.nat(10_000_000), (net) => {
      const added = taxesOn(net, [rate], false)[0]?.amount ?? 0
      expect(taxesOn(net + added, [rate], true)[0]).toMatchObject({ amount: added, taxable: net })
    }),
  )
})
