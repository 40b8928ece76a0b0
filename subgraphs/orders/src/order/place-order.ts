import { once } from '@shop/subgraph/idempotency'
import { newId } from '@shop/subgraph/new-id'
import { refuseIfAny } from '@shop/subgraph/user-errors'
import { cartTotals, hasUnpurchasableLine, type Cart } from '../cart/cart.ts'
import { closeCart, lockCartOf, type Owner } from '../cart/cart-store.ts'
import { lineTitle } from '../catalogue/variant.ts'
import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import { refusal } from '../errors.ts'
import { findUserOfGuest, lockGuest } from '../guest/guest-store.ts'
import { isApplicable } from '../promotion/promotion.ts'
import { takePromotionUse } from '../promotion/promotion-store.ts'
import { checkAddress, checkEmail, checkPaymentMethod, tidyAddress } from './check-buyer.ts'
import { announcePlaced } from './order-events.ts'
import { insertOrder, type NewOrder } from './order-store.ts'
import type { OrderLine, PostalAddress } from './order.ts'
import { SHOP_CURRENCY } from '@shop/schema/shop-currency'
import { shareDiscount, type Totals } from './totals.ts'

export type PlaceOrderInput = {
  idempotencyKey: string
  cartId: string
  email: string
  shippingAddress: PostalAddress
  paymentMethod: string
  /** In minor units; null for an amount that the currency cannot have, which equals no total. */
  expectedTotal: { amount: number | null; currencyCode: string } | null
}

/**
 * Turns the owner's cart into an order and answers its id. One transaction: the key's row is written first, then the cart
 * is locked, so that of two attempts at the same cart one finds it gone.
 */
export async function placeOrder(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  owner: Owner,
  { idempotencyKey, ...input }: PlaceOrderInput,
): Promise<string> {
  refuseIfAny(
    checkEmail(input.email, ['input', 'email']),
    ...checkAddress(input.shippingAddress, ['input', 'shippingAddress']),
    checkPaymentMethod(input.paymentMethod, ['input', 'paymentMethod']),
  )
  const key = { key: idempotencyKey, scope: `${owner.ownerId}:placeOrder`, input, field: ['input', 'idempotencyKey'] }
  return transact((tx) => once(tx, key, () => orderCart(tx, owner, input, clock.now())))
}

async function orderCart(
  tx: Transaction,
  owner: Owner,
  input: Omit<PlaceOrderInput, 'idempotencyKey'>,
  now: Date,
): Promise<string> {
  const buyer = await whoBuys(tx, owner)
  const cart = await lockCartOf(tx, owner.ownerId)
  if (!cart || cart.id !== input.cartId) throw refusal('NOT_FOUND', ['input', 'cartId'], 'There is no such open cart.')
  const totals = agreeOnTotals(cart, input.expectedTotal, now)
  if (cart.promotion && !(await takePromotionUse(tx, cart.promotion.id, now))) {
    throw refusal('PROMOTION_NOT_APPLICABLE', ['input', 'cartId'])
  }
  const { order, lines } = draftOrder(cart, buyer, input, totals, now)
  const placed = await insertOrder(tx, order, lines)
  await closeCart(tx, cart.id)
  await announcePlaced(tx, placed, lines, input.paymentMethod)
  return placed.id
}

/** Whose the order will be: a guest who has signed in meanwhile orders for their account. */
async function whoBuys(tx: Transaction, owner: Owner): Promise<Owner> {
  if (owner.ownerKind !== 'GUEST') return owner
  // Against a sign-in that is heard of right now, which would not find this order.
  await lockGuest(tx, owner.ownerId)
  const userId = await findUserOfGuest(tx, owner.ownerId)
  return userId === null ? owner : { ownerId: userId, ownerKind: 'USER' }
}

/** What the cart costs now, if it can be ordered and costs what the client showed. */
function agreeOnTotals(cart: Cart, expected: PlaceOrderInput['expectedTotal'], now: Date): Totals {
  const cartField = ['input', 'cartId']
  if (cart.lines.length === 0) throw refusal('EMPTY_CART', cartField)
  if (hasUnpurchasableLine(cart)) throw refusal('NOT_PURCHASABLE', cartField)
  if (cart.promotion && !isApplicable(cart.promotion, now)) throw refusal('PROMOTION_NOT_APPLICABLE', cartField)
  const totals = cartTotals(cart, now)
  if (expected && expected.currencyCode !== SHOP_CURRENCY) {
    throw refusal('CURRENCY_MISMATCH', ['input', 'expectedTotal', 'currencyCode'])
  }
  if (expected && expected.amount !== totals.total) throw refusal('TOTAL_CHANGED', ['input', 'expectedTotal'])
  return totals
}

function draftOrder(
  cart: Cart,
  owner: Owner,
  input: Omit<PlaceOrderInput, 'idempotencyKey'>,
  totals: Totals,
  now: Date,
): { order: NewOrder; lines: OrderLine[] } {
  const id = newId()
  const prices = cart.lines.map(({ quantity, variant }) => ({ quantity, unitPrice: variant.price }))
  const discounts = shareDiscount(prices, totals.discountTotal)
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
    discount: discounts[index] ?? 0,
  }))
  const order: NewOrder = {
    id,
    ...owner,
    ...totals,
    cartId: cart.id,
    email: input.email,
    status: 'PENDING',
    paymentStatus: 'PENDING',
    fulfillmentStatus: 'UNFULFILLED',
    cancelReason: null,
    currencyCode: SHOP_CURRENCY,
    promotionId: cart.promotion?.id ?? null,
    promotionCode: cart.promotion?.code ?? null,
    shippingAddress: tidyAddress(input.shippingAddress),
    attentionReason: null,
    placedAt: now,
    confirmedAt: null,
    cancelledAt: null,
    completedAt: null,
    updatedAt: now,
  }
  return { order, lines }
}
