import { randomUUID } from 'node:crypto'
import type { Client } from '../client.ts'
import type { Timing } from '../contender.ts'
import type { UntilPaid } from './until-paid.ts'

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

const ADDRESS = {
  recipient: 'Ada Lindqvist',
  line1: 'Prinsengracht 263',
  city: 'Amsterdam',
  postalCode: '1016 GV',
  countryCode: 'NL',
}

type Session = { startGuestSession: { tokens: { accessToken: string } } }
type Added = { addCartLine: { cart: { id: string } | null; userErrors: unknown[] } }
type Placed = { placeOrder: { order?: { id: string }; userErrors?: unknown[] } }

/**
 * Checks out as a guest who registers nothing: a session, two lines, an order with its address, shipping and payment method, and waits
 * until the payment is captured.
 */
export async function checkOut(
  client: Client,
  variants: readonly [string, string],
  untilPaid: UntilPaid,
): Promise<Timing> {
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
    email: `${randomUUID()}@example.com`,
    shippingAddress: ADDRESS,
    paymentMethod: 'pm_card_visa',
  }
  const { placeOrder } = await client.ask<Placed>(PLACE, { input }, token)
  if (!placeOrder.order) throw new Error(`no order was placed: ${JSON.stringify(placeOrder.userErrors)}`)
  const placed = performance.now() - began
  await untilPaid(client, placeOrder.order.id, token)
  return { placed, captured: performance.now() - began, repeats: 0 }
}
