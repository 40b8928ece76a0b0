import { toDecimal } from '@shop/subgraph/money'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deliveryTotal, lineTotal, refundForUnits } from '../order/totals.ts'
import type { Promotion } from '../promotion/promotion.ts'
import type { ShippingMethod } from '../zone/shipping-method.ts'
import type { Zone } from '../zone/zone.ts'
import { quoteOf, quotesByMethod, type QuotableLine, type Quote } from './quote.ts'
import { sum } from './rounding.ts'

const PRODUCTS = ['shirt', 'lamp', 'mug']
const CLASSES = ['STANDARD', 'REDUCED', 'EXEMPT']

const line: fc.Arbitrary<QuotableLine> = fc.record({
  variantId: fc.uuid(),
  productId: fc.constantFrom(...PRODUCTS),
  categoryIds: fc.subarray(['home', 'clothes']),
  quantity: fc.integer({ min: 1, max: 1_000 }),
  unitPrice: fc.integer({ min: 0, max: 10_000_000 }),
  taxClass: fc.constantFrom(...CLASSES),
  weightGrams: fc.integer({ min: 0, max: 50_000 }),
})
const lines = fc.array(line, { minLength: 1, maxLength: 20 })

const NO_PROMOTION: Promotion = {
  id: '',
  title: 'Promotion',
  kind: 'FREE_SHIPPING',
  code: null,
  percentageOff: null,
  amountOff: null,
  buyQuantity: null,
  getQuantity: null,
  minimumSubtotal: null,
  variantIds: [],
  productIds: [],
  categoryIds: [],
  combinable: true,
  startsAt: null,
  endsAt: null,
  usageLimit: null,
  usageLimitPerCustomer: null,
  usageCount: 0,
  createdAt: new Date(0),
}
const percentage = fc.integer({ min: 1, max: 100 })
const units = fc.integer({ min: 1, max: 5 })
const promotion: fc.Arbitrary<Promotion> = fc
  .tuple(
    fc.record({
      id: fc.uuid(),
      combinable: fc.boolean(),
      minimumSubtotal: fc.option(fc.integer({ min: 0, max: 5_000_000 })),
      productIds: fc.subarray(PRODUCTS),
      categoryIds: fc.subarray(['home']),
    }),
    fc.oneof(
      fc.record({ kind: fc.constant('PERCENTAGE' as const), percentageOff: percentage }),
      fc.record({ kind: fc.constant('FIXED_AMOUNT' as const), amountOff: fc.integer({ min: 1, max: 10_000_000 }) }),
      fc.record({ kind: fc.constant('FREE_SHIPPING' as const) }),
      fc.record({
        kind: fc.constant('BUY_X_GET_Y' as const),
        percentageOff: percentage,
        buyQuantity: units,
        getQuantity: units,
      }),
    ),
  )
  .map(([common, kind]) => ({ ...NO_PROMOTION, ...common, ...kind }))

const method: fc.Arbitrary<ShippingMethod> = fc
  .record({
    basis: fc.constantFrom('PRICE' as const, 'WEIGHT' as const, 'QUANTITY' as const),
    taxClass: fc.constantFrom(...CLASSES),
    bands: fc.array(fc.record({ from: fc.nat(1_000_000), price: fc.nat(10_000) }), { maxLength: 4 }),
    price: fc.nat(10_000),
  })
  .map(({ price, bands, ...rest }) => ({
    id: 'method',
    zoneId: 'zone',
    title: 'Standard',
    position: 0,
    ...rest,
    bands: [{ from: 0, price }, ...bands],
  }))

const zone: fc.Arbitrary<Zone> = fc
  .record({
    pricesIncludeTax: fc.boolean(),
    taxRates: fc.array(
      fc.record({
        title: fc.constantFrom('State', 'Town', 'VAT'),
        taxClass: fc.constantFrom(...CLASSES),
        ratePpm: fc.integer({ min: 0, max: 400_000 }),
      }),
      { maxLength: 5 },
    ),
    shippingMethods: fc.array(method, { minLength: 1, maxLength: 3 }),
  })
  .map((rest) => ({ id: 'zone', name: 'Zone', areas: [], createdAt: new Date(0), ...rest }))

const priced = fc.record({ lines, zone, promotions: fc.array(promotion, { maxLength: 5 }) })

function expectToAddUp(quote: Quote, goods: readonly QuotableLine[]): void {
  const added = quote.pricesIncludeTax ? 0 : quote.taxTotal
  expect(quote.total).toBe(quote.subtotal - quote.discountTotal + quote.shippingTotal + added)
  expect(quote.discountTotal).toBe(sum(quote.discountLines.map(({ amount }) => amount)))
  expect(quote.discountTotal).toBe(sum(quote.lines.map(({ discount }) => discount)) + quote.shippingDiscount)
  expect(quote.taxTotal).toBe(sum(quote.taxLines.map(({ amount }) => amount)))
  expect(quote.taxTotal).toBe(sum(quote.lines.map(({ tax }) => tax)) + quote.shippingTax)
  expect(quote.shippingDiscount).toBeLessThanOrEqual(quote.shippingTotal)
  for (const [index, { quantity, unitPrice }] of goods.entries()) {
    const share = quote.lines[index]
    expect(share?.discount).toBeGreaterThanOrEqual(0)
    expect(share?.discount).toBeLessThanOrEqual(quantity * unitPrice)
    expect(share?.tax).toBeGreaterThanOrEqual(0)
  }
}

test('lines, delivery and tax less discounts are the total, and every share adds up to its whole', () => {
  fc.assert(
    fc.property(priced, ({ lines: goods, zone: where, promotions }) => {
      for (const quote of quotesByMethod(goods, where, promotions)) expectToAddUp(quote, goods)
      expectToAddUp(quoteOf(goods, { zone: null, method: null, promotions }), goods)
    }),
  )
})

test('what is given back for all units, in whatever parts, and for the delivery is what was paid, to the smallest unit', () => {
  fc.assert(
    fc.property(
      priced,
      fc.array(fc.integer({ min: 1, max: 300 })),
      ({ lines: goods, zone: where, promotions }, parts) => {
        const quote = quoteOf(goods, { zone: where, method: where.shippingMethods[0] ?? null, promotions })
        let refunded = deliveryTotal(quote)
        for (const [index, { quantity, unitPrice }] of goods.entries()) {
          const share = quote.lines[index] ?? { discount: 0, tax: 0 }
          const bought = { quantity, unitPrice, ...share, taxIncluded: quote.pricesIncludeTax }
          let returned = 0
          for (const part of [...parts, quantity]) {
            const returning = Math.min(part, quantity - returned)
            const refund = refundForUnits(bought, returning, returned)
            expect(refund).toBeGreaterThanOrEqual(0)
            refunded += refund
            returned += returning
          }
        }
        expect(refunded).toBe(quote.total)
      },
    ),
  )
})

test.each(['JPY', 'EUR', 'KWD'])('the receipt adds up as it is written, in %s', (currencyCode) => {
  // In units of 10⁻⁴, which every currency's decimals are whole in.
  const read = (minorUnits: number) => {
    const [whole = '', fraction = ''] = toDecimal(minorUnits, currencyCode).split('.')
    return BigInt(whole + fraction.padEnd(4, '0'))
  }
  fc.assert(
    fc.property(priced, ({ lines: goods, zone: where, promotions }) => {
      const quote = quoteOf(goods, { zone: where, method: where.shippingMethods[0] ?? null, promotions })
      const written = goods.reduce(
        (total, { quantity, unitPrice }, index) => {
          const share = quote.lines[index] ?? { discount: 0, tax: 0 }
          return total + read(lineTotal({ quantity, unitPrice, ...share, taxIncluded: quote.pricesIncludeTax }))
        },
        read(deliveryTotal(quote)),
      )
      expect(written).toBe(read(quote.total))
    }),
  )
})

const shirt: QuotableLine = {
  variantId: 'v',
  productId: 'shirt',
  categoryIds: [],
  quantity: 1,
  unitPrice: 2_000,
  taxClass: 'STANDARD',
  weightGrams: 300,
}
const standard: ShippingMethod = {
  id: 'm',
  zoneId: 'z',
  title: 'Standard',
  basis: 'PRICE',
  taxClass: 'STANDARD',
  position: 0,
  bands: [
    { from: 0, price: 495 },
    { from: 5_000, price: 0 },
  ],
}
const vat = { title: 'VAT', taxClass: 'STANDARD', ratePpm: 210_000 }
const where = (changes: Partial<Zone> = {}): Zone => ({
  id: 'z',
  name: 'Zone',
  pricesIncludeTax: true,
  areas: [],
  taxRates: [vat],
  shippingMethods: [standard],
  createdAt: new Date(0),
  ...changes,
})
const quote = (goods: QuotableLine[], changes: Partial<Zone> = {}, promotions: Promotion[] = []) =>
  quoteOf(goods, { zone: where(changes), method: standard, promotions })

test('tax is taken out of prices that have it in them, and put on those that do not, by line and half a unit up', () => {
  expect(quote([shirt])).toMatchObject({ taxTotal: 347 + 86, total: 2_495, lines: [{ tax: 347 }], shippingTax: 86 })
  expect(quote([shirt], { pricesIncludeTax: false })).toMatchObject({
    taxTotal: 420 + 104,
    total: 2_495 + 524,
    lines: [{ tax: 420 }],
    taxLines: [{ title: 'VAT', ratePpm: 210_000, taxable: 2_495, amount: 524 }],
  })
})

test('a class without rates is taxed as everything else, one with a rate of its own is not', () => {
  const book = { ...shirt, taxClass: 'REDUCED' }
  const rates = [vat, { title: 'VAT reduced', taxClass: 'REDUCED', ratePpm: 90_000 }]
  expect(quote([book]).lines).toEqual([{ discount: 0, tax: 347 }])
  expect(quote([book], { taxRates: rates }).lines).toEqual([{ discount: 0, tax: 165 }])
})

test('delivery depends on the goods with the discount taken off', () => {
  const percent = (percentageOff: number) => [{ ...NO_PROMOTION, kind: 'PERCENTAGE' as const, percentageOff }]
  const goods = [{ ...shirt, unitPrice: 5_000 }]
  expect(quote(goods)).toMatchObject({ shippingTotal: 0 })
  expect(quote(goods, {}, percent(1))).toMatchObject({ discountTotal: 50, shippingTotal: 495, total: 5_445 })
})

test('an order that was agreed on keeps all its promotions, also those that would not be chosen today', () => {
  const one = { ...NO_PROMOTION, id: 'a', kind: 'FIXED_AMOUNT' as const, amountOff: 100, combinable: false }
  const other = { ...one, id: 'b', amountOff: 300 }
  const basis = { zone: where(), method: standard, promotions: [one, other] }
  expect(quoteOf([shirt], basis).discountTotal).toBe(300)
  expect(quoteOf([shirt], basis, { isAgreed: true }).discountTotal).toBe(400)
})
