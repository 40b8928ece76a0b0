import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from './client.ts'

const START = 'mutation { startGuestSession { tokens { accessToken } } }'
const ADD = `mutation ($input: AddCartLineInput!) {
  addCartLine(input: $input) { cart { id total { amount } } userErrors { code } }
}`
const PLACE = `mutation ($input: PlaceOrderInput!) {
  placeOrder(input: $input) {
    ... on PlaceOrderSuccess { order { id number total { amount } } }
    ... on PlaceOrderRejection { userErrors { code message } }
  }
}`
const LOOK = 'query ($id: ID!) { order(id: $id) { status paymentStatus } }'

const ADDRESS = {
  recipient: 'Ada Lindqvist',
  line1: 'Prinsengracht 263',
  city: 'Amsterdam',
  postalCode: '1016 GV',
  countryCode: 'NL',
}
const LOOK_EVERY_MS = 100
const GIVE_UP_MS = 60_000

type Session = { startGuestSession: { tokens: { accessToken: string } } }
type Added = { addCartLine: { cart: { id: string } | null; userErrors: unknown[] } }
type Placed = { placeOrder: { order?: { id: string }; userErrors?: unknown[] } }
type Seen = { order: { status: string; paymentStatus: string } }

/** A checkout from nothing to captured money. Milliseconds. */
export type Timing = { placed: number; captured: number }

/**
 * Checks out as a guest who registers nothing: a session, two lines, an order with its address, shipping and payment method, and looks at
 * the order until the payment is captured.
 */
export async function checkOut(client: Client, variants: readonly [string, string]): Promise<Timing> {
  const began = performance.now()
  const { startGuestSession } = await client.ask<Session>(START)
  const token = startGuestSession.tokens.accessToken
  let cartId = ''
  for (const variantId of variants) {
    const { addCartLine } = await client.ask<Added>(ADD, { input: { variantId, quantity: 1 } }, token)
    if (!addCartLine.cart) throw new Error(`nothing was put into the cart: ${JSON.stringify(addCartLine.userErrors)}`)
    cartId = addCartLine.cart.id
  }
  const input = {
    idempotencyKey: randomUUID(),
    cartId,
    email: 'ada@example.com',
    shippingAddress: ADDRESS,
    paymentMethod: 'pm_card_visa',
  }
  const { placeOrder } = await client.ask<Placed>(PLACE, { input }, token)
  if (!placeOrder.order) throw new Error(`no order was placed: ${JSON.stringify(placeOrder.userErrors)}`)
  const placed = performance.now() - began
  await untilPaid(client, placeOrder.order.id, token)
  return { placed, captured: performance.now() - began }
}

/** As a thank-you page does that knows no subscriptions. */
async function untilPaid(client: Client, id: string, token: string): Promise<void> {
  const deadline = performance.now() + GIVE_UP_MS
  for (;;) {
    await delay(LOOK_EVERY_MS)
    const { order } = await client.ask<Seen>(LOOK, { id }, token)
    if (order.paymentStatus === 'PAID') return
    if (order.status === 'CANCELLED' || performance.now() > deadline) {
      throw new Error(`the order was not paid: ${JSON.stringify(order)}`)
    }
  }
}
