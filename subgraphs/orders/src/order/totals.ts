import { shippingFor } from './shipping-rule.ts'

/** Amounts in minor units; `total = subtotal - discountTotal + shippingTotal`. */
export type Totals = { subtotal: number; discountTotal: number; shippingTotal: number; total: number }

type PricedLine = { quantity: number; unitPrice: number }

/** What lines cost together. `percentageOff` is 1 to 100, or 0 without a promotion; half cents are given to the customer. */
export function totalsOf(lines: readonly PricedLine[], percentageOff: number): Totals {
  const subtotal = lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0)
  const discountTotal = Math.floor((subtotal * percentageOff + 50) / 100)
  const shippingTotal = shippingFor(subtotal - discountTotal, lines.length === 0)
  return { subtotal, discountTotal, shippingTotal, total: subtotal - discountTotal + shippingTotal }
}

/**
 * Each line's share of a discount, in proportion. The shares add up to the discount exactly, and none is larger than its
 * line: each is the difference of two rounded running sums.
 */
export function shareDiscount(lines: readonly PricedLine[], discountTotal: number): number[] {
  const subtotal = lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0)
  let running = 0
  let given = 0
  return lines.map((line) => {
    running += line.quantity * line.unitPrice
    const soFar = portion(discountTotal, running, subtotal)
    const share = soFar - given
    given = soFar
    return share
  })
}

/**
 * What is given back for `quantity` units of a line of which `alreadyReturned` were given back before: over all returns
 * of the line, exactly what was paid for it.
 */
export function refundForUnits(
  line: PricedLine & { discount: number },
  quantity: number,
  alreadyReturned: number,
): number {
  const paid = line.quantity * line.unitPrice - line.discount
  return portion(paid, alreadyReturned + quantity, line.quantity) - portion(paid, alreadyReturned, line.quantity)
}

/** `amount × part / whole`, rounded down; in BigInt because the product leaves the range of exact numbers. */
function portion(amount: number, part: number, whole: number): number {
  return whole === 0 ? 0 : Number((BigInt(amount) * BigInt(part)) / BigInt(whole))
}
