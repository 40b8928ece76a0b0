import { accountErased } from '@shop/subgraph/errors'
import { onceAnswering } from '@shop/subgraph/idempotency'
import { newId } from '@shop/subgraph/new-id'
import { refuseIfAny } from '@shop/subgraph/user-errors'
import { hasUnpurchasableLine, type Cart } from '../cart/cart.ts'
import { lockCartToOrder, type Owner } from '../cart/cart-store.ts'
import { cartOptions } from '../cart/quote-cart.ts'
import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import { refusal } from '../errors.ts'
import { guestLock, lockUser, userLock } from '../guest/guest-store.ts'
import { isApplicable } from '../promotion/promotion.ts'
import { redeemPromotions } from '../promotion/redeem-promotions.ts'
import type { Quote } from '../quote/quote.ts'
import { readPromotions, type QuoteBasis } from '../quote/read-quote-basis.ts'
import { checkAddress, checkEmail, checkPaymentMethod, tidyAddress } from './check-buyer.ts'
import { announcePlaced } from './order-events.ts'
import { draftOrder } from './draft-order.ts'
import { isErased } from './erased-user-store.ts'
import { insertOrder } from './order-store.ts'
import type { Order, PostalAddress } from './order.ts'
import { zoneOf } from '../zone/zone.ts'
import { SHOP_CURRENCY } from '@shop/schema/shop-currency'

export type PlaceOrderInput = {
  idempotencyKey: string
  cartId: string
  email: string
  shippingAddress: PostalAddress
  paymentMethod: string
  /** The cheapest when it is left out. */
  shippingMethodId?: string
  /** In minor units; null for an amount that the currency cannot have, which equals no total. */
  expectedTotal: { amount: number | null; currencyCode: string } | null
}

type Needed = Pick<Services, 'clock' | 'manualFulfillment' | 'priceRules'>

/**
 * Turns the owner's cart into an order and answers its id, with the order itself unless it was placed before. One transaction: the
 * key's row is written first, then the cart is locked, so that of two attempts at the same cart one finds it gone.
 */
export async function placeOrder(
  { transact, ...needed }: Needed & Pick<Services, 'transact'>,
  owner: Owner,
  { idempotencyKey, ...input }: PlaceOrderInput,
): Promise<{ orderId: string; placed: Order | null }> {
  refuseIfAny(
    checkEmail(input.email, ['input', 'email']),
    ...checkAddress(input.shippingAddress, ['input', 'shippingAddress']),
    checkPaymentMethod(input.paymentMethod, ['input', 'paymentMethod']),
  )
  const request = {
    key: idempotencyKey,
    scope: `${owner.ownerId}:placeOrder`,
    input,
    field: ['input', 'idempotencyKey'],
    // Against a sign-in or an erasure that is heard of right now, which would not find this order.
    lock: owner.ownerKind === 'GUEST' ? guestLock(owner.ownerId) : userLock(owner.ownerId),
  }
  return transact(async (tx) => {
    let placed: Order | null = null
    const orderId = await onceAnswering(tx, request, newId(), async (id) => {
      placed = await orderCart(tx, needed, owner, input, id)
    })
    return { orderId, placed }
  })
}

async function orderCart(
  tx: Transaction,
  { clock, manualFulfillment, priceRules }: Needed,
  owner: Owner,
  input: Omit<PlaceOrderInput, 'idempotencyKey'>,
  orderId: string,
): Promise<Order> {
  const now = clock.now()
  const { cart, buyer } = await lockCart(tx, owner)
  if (!cart || cart.id !== input.cartId) throw refusal('NOT_FOUND', ['input', 'cartId'], 'There is no such open cart.')
  refuseUnorderable(cart, now)
  const shippingAddress = tidyAddress(input.shippingAddress)
  const { zones, automatic } = await priceRules(tx, cart.rulesVersion, now)
  const basis = {
    zone: zoneOf(zones, shippingAddress),
    promotions: await readPromotions(tx, automatic, { ...buyer, promotion: cart.promotion }, now),
  }
  const quote = agreeOnQuote(cart, basis, input)
  const { order, lines } = draftOrder(
    orderId,
    cart,
    buyer,
    { email: input.email, shippingAddress, manualFulfillment },
    quote,
    now,
  )
  const placed = await insertOrder(tx, order, lines, {
    kind: 'PLACED',
    message: `The order was placed, with ${lines.length} lines.`,
    actor: { kind: 'CUSTOMER', id: buyer.ownerId },
  })
  await redeemPromotions(tx, placed.id, basis.promotions, quote.discountLines, { ...buyer, email: input.email }, now)
  await announcePlaced(tx, placed, lines, cart, input.paymentMethod)
  return placed
}

/**
 * The owner's cart, and whose the order will be: a guest who has signed in meanwhile orders for their account. Throws UNAUTHENTICATED
 * for an erased account, whose token is still valid for a while: nobody would erase such an order.
 */
async function lockCart(tx: Transaction, owner: Owner): Promise<{ cart: Cart | null; buyer: Owner }> {
  const locked = await lockCartToOrder(tx, owner.ownerId)
  if (locked?.isErased) throw accountErased()
  const buyer = locked?.userId ? await buyerFor(tx, owner, locked.userId) : owner
  return { cart: locked?.cart ?? null, buyer }
}

/** The user whom a guest has become, or the guest again when that account was erased meanwhile. */
async function buyerFor(tx: Transaction, guest: Owner, userId: string): Promise<Owner> {
  await lockUser(tx, userId)
  return (await isErased(tx, userId)) ? guest : { ownerId: userId, ownerKind: 'USER' }
}

function refuseUnorderable(cart: Cart, now: Date): void {
  const field = ['input', 'cartId']
  if (cart.lines.length === 0) throw refusal('EMPTY_CART', field)
  if (hasUnpurchasableLine(cart)) throw refusal('NOT_PURCHASABLE', field)
  if (cart.promotion && !isApplicable(cart.promotion, now)) throw refusal('PROMOTION_NOT_APPLICABLE', field)
}

/** What the cart costs, delivered as the client chose, if it costs what the client showed. */
function agreeOnQuote(
  cart: Cart,
  basis: QuoteBasis,
  { shippingMethodId, expectedTotal }: Omit<PlaceOrderInput, 'idempotencyKey'>,
): Quote {
  const options = cartOptions(cart, basis)
  const quote = options.find((option) => (shippingMethodId ?? option.shippingMethodId) === option.shippingMethodId)
  if (!quote) throw refusal('SHIPPING_METHOD_UNAVAILABLE', ['input', 'shippingMethodId'])
  if (expectedTotal && expectedTotal.currencyCode !== SHOP_CURRENCY) {
    throw refusal('CURRENCY_MISMATCH', ['input', 'expectedTotal', 'currencyCode'])
  }
  if (expectedTotal && expectedTotal.amount !== quote.total) throw refusal('TOTAL_CHANGED', ['input', 'expectedTotal'])
  return quote
}
