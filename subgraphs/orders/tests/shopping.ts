import { OrderConfirmed } from '@shop/schema/events/orders'
import { StockCommitted } from '@shop/schema/events/inventory'
import { PaymentAuthorized, PaymentCaptured } from '@shop/schema/events/payments'
import { fromGlobalId } from '@shop/subgraph/global-id'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { ADDRESS, variantGid, type OrdersFixture, type Person } from './orders-fixture.ts'

export const CART = `{ id lines { id quantity purchasable unitPrice { amount } variant { id } } totalQuantity promotionCode
  subtotal { amount } discountTotal { amount } shippingTotal { amount } total { amount currencyCode } }`

export const ORDER = `{ id number status paymentStatus fulfillmentStatus cancelReason version attentionReason promotionCode email
  customer { id } subtotal { amount } discountTotal { amount } shippingTotal { amount } total { amount }
  lines { id title sku quantity unitPrice { amount } subtotal { amount } variant { id } }
  shippingAddress { recipient city postalCode }
  shipments { id status carrier trackingCode location { id } lines { quantity orderLine { id } } trackingEvents { status city } }
  returns { id status refundTotal { amount } lines { quantity } } }`

type Money = { amount: string }
export type UserErrors = { code: string; field: string[] | null }[]

export type CartAnswer = {
  id: string
  lines: { id: string; quantity: number; purchasable: boolean; unitPrice: Money; variant: { id: string } }[]
  totalQuantity: number
  promotionCode: string | null
  subtotal: Money
  discountTotal: Money
  shippingTotal: Money
  total: Money
}

export type OrderAnswer = {
  id: string
  number: string
  status: string
  paymentStatus: string
  fulfillmentStatus: string
  version: number
  attentionReason: string | null
  total: Money
  lines: { id: string; quantity: number }[]
  shipments: {
    id: string
    status: string
    trackingCode: string
    lines: { quantity: number }[]
    trackingEvents: object[]
  }[]
  returns: { id: string; status: string; refundTotal: Money }[]
}

const ADD = `mutation ($input: AddCartLineInput!) { addCartLine(input: $input) { cart ${CART} userErrors { code field } } }`
const PLACE = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
  __typename ... on PlaceOrderSuccess { order ${ORDER} } ... on PlaceOrderRejection { userErrors { code field } } } }`
const READ = `query ($id: ID!) { order(id: $id) ${ORDER} }`

export async function addToCart(
  shop: OrdersFixture,
  viewer: Person,
  variantId: string,
  quantity = 1,
): Promise<{ cart: CartAnswer; userErrors: UserErrors }> {
  type Answer = { addCartLine: { cart: CartAnswer; userErrors: UserErrors } }
  return (await shop.ask<Answer>(viewer, ADD, { input: { variantId: variantGid(variantId), quantity } })).addCartLine
}

export async function placeOrder(
  shop: Pick<OrdersFixture, 'ask'>,
  viewer: Person,
  cartId: unknown,
  changes: Record<string, unknown> = {},
): Promise<{ __typename: string; order: OrderAnswer; userErrors: UserErrors }> {
  type Answer = { placeOrder: { __typename: string; order: OrderAnswer; userErrors?: UserErrors } }
  const input = {
    idempotencyKey: randomUUID(),
    cartId,
    email: 'ada@example.org',
    shippingAddress: ADDRESS,
    paymentMethod: 'pm_card_visa',
    ...changes,
  }
  // A success has no user errors to select.
  const { userErrors = [], ...answer } = (await shop.ask<Answer>(viewer, PLACE, { input })).placeOrder
  return { ...answer, userErrors }
}

/** An order of some units of a new variant. */
export async function buy(
  shop: OrdersFixture,
  viewer: Person,
  { price = 2_000, quantity = 1, ...changes }: { price?: number; quantity?: number; [field: string]: unknown } = {},
): Promise<{ order: OrderAnswer; orderId: string; variantId: string }> {
  const variantId = await shop.addVariant(price)
  const { cart } = await addToCart(shop, viewer, variantId, quantity)
  const { order } = await placeOrder(shop, viewer, cart.id, changes)
  return { order, orderId: uuidOf('Order', order.id), variantId }
}

export async function readOrder(shop: OrdersFixture, viewer: Person, order: { id: string }): Promise<OrderAnswer> {
  return (await shop.ask<{ order: OrderAnswer }>(viewer, READ, { id: order.id })).order
}

export function uuidOf(type: string, id: unknown): string {
  return fromGlobalId(String(id), type)
}

/** What payments says of an order's payment. */
export function payment(orderId: string, amount = 2_495) {
  return { orderId, paymentId: randomUUID(), amount: { amount, currencyCode: 'EUR' } }
}

/** What inventory says of an order's only line, taken from one location. */
export function allocation(orderId: string, variantId: string, quantity = 1, locationId = randomUUID()) {
  return { orderId, allocations: [{ variantId, locationId, quantity }] }
}

/** Plays inventory and payments until the order is paid and its stock is committed. */
export async function settle(
  shop: OrdersFixture,
  { orderId, variantId, quantity = 1 }: { orderId: string; variantId: string; quantity?: number },
): Promise<void> {
  await shop.tell(PaymentAuthorized, orderId, payment(orderId))
  await waitUntil(() => shop.events.some((event) => event.type === OrderConfirmed.type && event.subject === orderId))
  await shop.tell(StockCommitted, orderId, allocation(orderId, variantId, quantity))
  await shop.tell(PaymentCaptured, orderId, payment(orderId))
}

/** Waits until the order is as the condition says. */
export async function until(
  shop: OrdersFixture,
  viewer: Person,
  order: { id: string },
  condition: (order: OrderAnswer) => boolean,
): Promise<OrderAnswer> {
  return waitUntil(async () => {
    const now = await readOrder(shop, viewer, order)
    return condition(now) && now
  })
}
