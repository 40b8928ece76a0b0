import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '../client.ts'

const FOLLOW = 'subscription ($id: ID!) { orderUpdated(orderId: $id) { status paymentStatus } }'
const LOOK = 'query ($id: ID!) { order(id: $id) { status paymentStatus } }'

const LOOK_EVERY_MS = 100
const GIVE_UP_MS = 60_000

type Order = { status: string; paymentStatus: string }

/** Resolves when the money of an order is captured; rejects when it will not be. */
export type UntilPaid = (client: Client, orderId: string, token: string) => Promise<void>

/** As a thank-you page does: one event stream, which begins with the order as it is. */
export async function listenUntilPaid(client: Client, id: string, token: string): Promise<void> {
  await client.follow<{ orderUpdated: Order }>({
    query: FOLLOW,
    variables: { id },
    token,
    patienceMs: GIVE_UP_MS,
    isLast: ({ orderUpdated }) => isPaid(orderUpdated),
  })
}

/** As one does that knows no subscriptions. */
export async function lookUntilPaid(client: Client, id: string, token: string): Promise<void> {
  const deadline = performance.now() + GIVE_UP_MS
  while (performance.now() < deadline) {
    await delay(LOOK_EVERY_MS)
    const { order } = await client.ask<{ order: Order }>(LOOK, { id }, token)
    if (isPaid(order)) return
  }
  throw new Error('the order was not paid in time')
}

function isPaid(order: Order): boolean {
  if (order.status === 'CANCELLED') throw new Error(`the order was not paid: ${JSON.stringify(order)}`)
  return order.paymentStatus === 'PAID'
}
