import { newId } from '@shop/subgraph/new-id'
import { SHOP_CURRENCY } from '@shop/schema/shop-currency'
import type { Cart } from '../cart/cart.ts'
import type { Owner } from '../cart/cart-store.ts'
import { lineTitle } from '../catalogue/variant.ts'
import type { Quote } from '../quote/quote.ts'
import type { NewOrder } from './order-store.ts'
import type { OrderLine } from './order.ts'

/** The order that a cart becomes at the prices of the quote. */
export function draftOrder(
  id: string,
  cart: Cart,
  owner: Owner,
  { email, shippingAddress, manualFulfillment }: Pick<NewOrder, 'email' | 'shippingAddress' | 'manualFulfillment'>,
  { lines: shares, ...amounts }: Quote,
  now: Date,
): { order: NewOrder; lines: OrderLine[] } {
  const lines = cart.lines.map(({ quantity, variant }, index) => ({
    id: newId(),
    orderId: id,
    position: index + 1,
    variantId: variant.id,
    title: lineTitle(variant),
    sku: variant.sku,
    quantity,
    currencyCode: variant.currencyCode,
    unitPrice: variant.price,
    discount: shares[index]?.discount ?? 0,
    tax: shares[index]?.tax ?? 0,
    taxIncluded: amounts.pricesIncludeTax,
  }))
  const order: NewOrder = {
    id,
    ...owner,
    ...amounts,
    cartId: cart.id,
    email,
    status: 'PENDING',
    paymentStatus: 'PENDING',
    fulfillmentStatus: 'UNFULFILLED',
    cancelReason: null,
    currencyCode: SHOP_CURRENCY,
    promotionId: cart.promotion?.id ?? null,
    promotionCode: cart.promotion?.code ?? null,
    shippingAddress,
    manualFulfillment,
    pendingEditId: null,
    stockAsOf: null,
    capturedOnShipment: false,
    placedAt: now,
    confirmedAt: null,
    cancelledAt: null,
    completedAt: null,
    updatedAt: now,
  }
  return { order, lines }
}
