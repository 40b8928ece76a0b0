import { applyTogether, bestDiscounts, type Discount, type DiscountableLine } from '../promotion/discount.ts'
import type { Promotion } from '../promotion/promotion.ts'
import { shippingPrice, type ShippingMethod } from '../zone/shipping-method.ts'
import type { Zone } from '../zone/zone.ts'
import { sum } from './rounding.ts'
import { gatherTaxes, STANDARD_TAX_CLASS, taxesOn, type Tax, type TaxRate } from './tax.ts'

/** Goods with everything that their price depends on. */
export type QuotableLine = DiscountableLine & { taxClass: string; weightGrams: number }

/** What a promotion takes off an order. */
export type DiscountLine = { promotionId: string; title: string; code: string | null; amount: number }

/**
 * What goods and their delivery cost, in minor units. Always
 * `total = subtotal - discountTotal + shippingTotal + (pricesIncludeTax ? 0 : taxTotal)`.
 */
export type Quote = {
  subtotal: number
  discountTotal: number
  shippingTotal: number
  /** All tax, whether it is in the prices or added. */
  taxTotal: number
  total: number
  pricesIncludeTax: boolean
  /** The parts of discountTotal and taxTotal that are the delivery's. The rest is the lines'. */
  shippingDiscount: number
  shippingTax: number
  shippingMethodId: string | null
  shippingMethod: string | null
  /** Each line's share of discount and tax. */
  lines: { discount: number; tax: number }[]
  discountLines: DiscountLine[]
  taxLines: Tax[]
}

/** What a quote is made of. Without a zone there is no tax, without a method no cost of delivery. */
export type QuoteBasis = { zone: Zone | null; method: ShippingMethod | null; promotions: readonly Promotion[] }

/** What the lines cost. `isAgreed`: the promotions were agreed on when it was ordered, so all of them hold. */
export function quoteOf(
  lines: readonly QuotableLine[],
  { zone, method, promotions }: QuoteBasis,
  { isAgreed = false } = {},
): Quote {
  const shippingFor = (goods: number) =>
    method && lines.length > 0 ? (shippingPrice(method, loadOf(lines, goods)) ?? 0) : 0
  const discounts = (isAgreed ? applyTogether : bestDiscounts)(promotions, lines, shippingFor)
  const prices = lines.map(({ quantity, unitPrice }) => quantity * unitPrice)
  const discountOf = lines.map((_line, index) => sum(discounts.map((discount) => discount.lines[index] ?? 0)))
  const subtotal = sum(prices)
  const shippingTotal = shippingFor(subtotal - sum(discountOf))
  const shippingDiscount = sum(discounts.map(({ shipping }) => shipping))

  const pricesIncludeTax = zone?.pricesIncludeTax ?? true
  const ratesOf = (taxClass: string) => ratesFor(zone?.taxRates ?? [], taxClass)
  const lineTaxes = lines.map(({ taxClass }, index) =>
    taxesOn((prices[index] ?? 0) - (discountOf[index] ?? 0), ratesOf(taxClass), pricesIncludeTax),
  )
  const shippingTaxes = taxesOn(
    shippingTotal - shippingDiscount,
    ratesOf(method?.taxClass ?? STANDARD_TAX_CLASS),
    pricesIncludeTax,
  )
  const taxLines = gatherTaxes([...lineTaxes.flat(), ...shippingTaxes])
  const taxTotal = sum(taxLines.map(({ amount }) => amount))
  const discountTotal = sum(discountOf) + shippingDiscount
  return {
    subtotal,
    discountTotal,
    shippingTotal,
    taxTotal,
    total: subtotal - discountTotal + shippingTotal + (pricesIncludeTax ? 0 : taxTotal),
    pricesIncludeTax,
    shippingDiscount,
    shippingTax: sum(shippingTaxes.map(({ amount }) => amount)),
    shippingMethodId: method?.id ?? null,
    shippingMethod: method?.title ?? null,
    lines: lines.map((_line, index) => ({
      discount: discountOf[index] ?? 0,
      tax: sum((lineTaxes[index] ?? []).map(({ amount }) => amount)),
    })),
    discountLines: discounts.map(toDiscountLine),
    taxLines: taxLines.filter(({ amount, taxable }) => amount > 0 || taxable > 0),
  }
}

/** The ways of delivery that are for such lines, cheapest first, with what everything costs then. */
export function quotesByMethod(
  lines: readonly QuotableLine[],
  zone: Zone | null,
  promotions: readonly Promotion[],
  options: { isAgreed?: boolean } = {},
): Quote[] {
  const subtotal = sum(lines.map(({ quantity, unitPrice }) => quantity * unitPrice))
  return (zone?.shippingMethods ?? [])
    .map((method) => ({ method, quote: quoteOf(lines, { zone, method, promotions }, options) }))
    .filter(({ method, quote }) => {
      const goods = subtotal - (quote.discountTotal - quote.shippingDiscount)
      return shippingPrice(method, loadOf(lines, goods)) !== null
    })
    .toSorted((a, b) => a.quote.total - b.quote.total || a.method.position - b.method.position)
    .map(({ quote }) => quote)
}

function loadOf(lines: readonly QuotableLine[], goods: number) {
  return {
    goods,
    weightGrams: sum(lines.map(({ weightGrams, quantity }) => weightGrams * quantity)),
    quantity: sum(lines.map(({ quantity }) => quantity)),
  }
}

/** The rates of a class; a class that the zone does not know is taxed as everything else. */
function ratesFor(rates: readonly TaxRate[], taxClass: string): TaxRate[] {
  const own = rates.filter((rate) => rate.taxClass === taxClass)
  return own.length > 0 ? own : rates.filter((rate) => rate.taxClass === STANDARD_TAX_CLASS)
}

function toDiscountLine({ promotion, lines, shipping }: Discount): DiscountLine {
  return { promotionId: promotion.id, title: promotion.title, code: promotion.code, amount: sum(lines) + shipping }
}
