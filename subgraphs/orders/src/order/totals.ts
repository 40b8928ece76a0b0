import { portion } from '../quote/rounding.ts'

/** A line as far as its amounts go, in minor units. `tax` is in the price when `taxIncluded`, else it comes on top. */
export type LineAmounts = {
  quantity: number
  unitPrice: number
  discount: number
  tax: number
  taxIncluded: boolean
}

/** What is paid for a line. */
export function lineTotal({ quantity, unitPrice, discount, tax, taxIncluded }: LineAmounts): number {
  return quantity * unitPrice - discount + (taxIncluded ? 0 : tax)
}

/** What is paid for the delivery of an order. */
export function deliveryTotal(order: {
  shippingTotal: number
  shippingDiscount: number
  shippingTax: number
  pricesIncludeTax: boolean
}): number {
  return order.shippingTotal - order.shippingDiscount + (order.pricesIncludeTax ? 0 : order.shippingTax)
}

/**
 * What is given back for `quantity` units of a line of which `alreadyReturned` were given back before: over all returns
 * of the line, exactly what was paid for it.
 */
export function refundForUnits(line: LineAmounts, quantity: number, alreadyReturned: number): number {
  const paid = lineTotal(line)
  return portion(paid, alreadyReturned + quantity, line.quantity) - portion(paid, alreadyReturned, line.quantity)
}
