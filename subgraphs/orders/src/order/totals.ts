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

/** Units of an order's line that a parcel holds. */
type PackedUnits = { orderLineId: string; quantity: number }

/**
 * What of an order's total a parcel brings, in minor units: its units' share of what all units cost, so that delivery and everything
 * else is spread in proportion. `before` are the units of the parcels before it. Over all parcels exactly the total, since
 * each is the difference of two rounded running sums: the last takes the rest.
 */
export function parcelAmount(
  total: number,
  lines: readonly (LineAmounts & { id: string })[],
  parcel: readonly PackedUnits[],
  before: readonly PackedUnits[],
): number {
  return shippedAmount(total, lines, [...before, ...parcel]) - shippedAmount(total, lines, before)
}

/** What of an order's total units bring that are in parcels; the total when they are all there are. Minor units. */
export function shippedAmount(
  total: number,
  lines: readonly (LineAmounts & { id: string })[],
  packed: readonly PackedUnits[],
): number {
  const isFree = lines.every((line) => lineTotal(line) === 0)
  // Of goods that cost nothing each unit counts the same.
  const worthOf = (line: LineAmounts, quantity: number) =>
    isFree ? quantity : portion(lineTotal(line), quantity, line.quantity)
  const packedOf = (id: string) =>
    packed.reduce((sum, { orderLineId, quantity }) => sum + (orderLineId === id ? quantity : 0), 0)
  const worth = lines.reduce((sum, line) => sum + worthOf(line, packedOf(line.id)), 0)
  const whole = lines.reduce((sum, line) => sum + worthOf(line, line.quantity), 0)
  return portion(total, worth, whole)
}
