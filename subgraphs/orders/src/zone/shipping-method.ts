/** What the price of a delivery depends on: the value of the goods (discount taken off), their weight, or the number of units. */
export type ShippingBasis = 'PRICE' | 'WEIGHT' | 'QUANTITY'

/** From `from` on (minor units, grams or units) a delivery costs `price`; null: it is not offered from there on. */
export type ShippingBand = { from: number; price: number | null }

/** A way of delivery. */
export type ShippingMethod = {
  id: string
  zoneId: string
  title: string
  basis: ShippingBasis
  /** Whose rates hold for the delivery itself. */
  taxClass: string
  position: number
  bands: ShippingBand[]
}

/** What is to be delivered. */
export type Load = { goods: number; weightGrams: number; quantity: number }

/** What the delivery costs in minor units; null when the method is not for such a load. */
export function shippingPrice({ basis, bands }: Pick<ShippingMethod, 'basis' | 'bands'>, load: Load): number | null {
  const value = { PRICE: load.goods, WEIGHT: load.weightGrams, QUANTITY: load.quantity }[basis]
  const reached = bands.filter(({ from }) => from <= value)
  return (
    reached.reduce<ShippingBand | null>((last, band) => (last && last.from > band.from ? last : band), null)?.price ??
    null
  )
}
