/** What a delivery costs, in cents. */
export const SHIPPING_FLAT = 495

/** From which value of goods a delivery is free, in cents. */
export const SHIPPING_FREE_FROM = 5_000

/** What the delivery of goods costs that are worth so much, discount taken off; nothing for no goods. */
export function shippingFor(goodsTotal: number, isEmpty: boolean): number {
  return isEmpty || goodsTotal >= SHIPPING_FREE_FROM ? 0 : SHIPPING_FLAT
}
