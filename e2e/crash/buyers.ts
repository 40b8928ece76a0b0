import { createRandom } from '@shop/prisma/demo/random'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { asGuest, orderInput } from '../shop/shop-client.ts'
import type { ShopClient } from '../shop/shop-client.ts'
import { fillCart, PLACE } from '../shop/shopping.ts'
import { askUntilAnswered } from './stubborn-client.ts'

const METHODS = ['pm_card_visa', 'pm_card_visa', 'pm_card_visa', 'pm_card_visa', 'pm_card_chargeDeclined']
const SLOW_METHODS = ['pm_card_timeout', 'pm_card_authenticationRequired']

const CANCEL = `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { userErrors { code } } }`
const PAYMENT = `query ($id: ID!) { order(id: $id) { status payments { id status } } }`
const CONFIRM = `mutation ($input: ConfirmPaymentInput!) {
  confirmPayment(input: $input) { ... on ConfirmPaymentRejection { userErrors { code } } }
}`

/** Everything of a buyer that chance decides, drawn before anything runs side by side. */
export type Plan = {
  /** Places in the list of variants. */
  wants: { variant: number; quantity: number }[]
  method: string
  atMs: number
  cancelAfterMs: number | null
  confirms: boolean
  repeats: boolean
}

/** A guest with a full cart. */
export type Buyer = { plan: Plan; client: ShopClient; input: Record<string, unknown> }

/** An order that was acknowledged. `lastAskedAt` is when the answer that came was asked for. */
export type PlacedOrder = {
  id: string
  tries: number
  lastAskedAt: Date
  /** A cancellation was acknowledged: it holds, whatever died meanwhile. */
  isCancelled: boolean
}

export function drawPlans(
  seed: number,
  { count, variants, withinMs }: Record<'count' | 'variants' | 'withinMs', number>,
) {
  const random = createRandom('buyers', seed)
  return Array.from({ length: count }, (): Plan => {
    const wanted = new Set(Array.from({ length: random.between(1, 2) }, () => random.between(0, variants - 1)))
    return {
      wants: [...wanted].map((variant) => ({ variant, quantity: random.between(1, 2) })),
      method: random.pick(random.chance(0.15) ? SLOW_METHODS : METHODS),
      atMs: random.between(0, withinMs),
      cancelAfterMs: random.chance(0.15) ? random.between(0, 1_500) : null,
      confirms: random.chance(0.5),
      repeats: random.chance(0.3),
    }
  })
}

export async function enterShop(url: string, variants: readonly string[], plan: Plan): Promise<Buyer> {
  const { client } = await asGuest(url)
  let cartId = ''
  for (const { variant, quantity } of plan.wants) cartId = await fillCart(client, variants[variant] ?? '', quantity)
  return { plan, client, input: orderInput(cartId, { paymentMethod: plan.method }) }
}

/** Places the order, however often that takes, and does with it what the plan says. */
export async function buy({ plan, client, input }: Buyer): Promise<PlacedOrder> {
  await delay(plan.atMs)
  const { data, tries, lastAskedAt } = await askUntilAnswered(client, PLACE, { input })
  const id: string | undefined = data.placeOrder.order?.id
  if (!id) throw new Error(`an order was refused: ${JSON.stringify(data)}`)
  if (plan.repeats) {
    const again = await askUntilAnswered(client, PLACE, { input })
    expect(again.data.placeOrder.order?.id).toBe(id)
  }
  let isCancelled = false
  if (plan.cancelAfterMs !== null) {
    await delay(plan.cancelAfterMs)
    const answer = await askUntilAnswered(client, CANCEL, { input: { idempotencyKey: randomUUID(), orderId: id } })
    isCancelled = answer.data.cancelOrder.userErrors.length === 0
  }
  if (plan.confirms && plan.method === 'pm_card_authenticationRequired') await confirmPayment(client, id)
  return { id, tries, lastAskedAt, isCancelled }
}

/** Does what the bank wants as soon as it says so; an order that ends before is left alone. */
async function confirmPayment(client: ShopClient, id: string): Promise<void> {
  for (;;) {
    const { order } = (await askUntilAnswered(client, PAYMENT, { id })).data
    if (order.status !== 'PENDING') return
    const waiting = order.payments?.find(({ status }: { status: string }) => status === 'REQUIRES_ACTION')
    if (waiting) {
      const input = { idempotencyKey: randomUUID(), paymentId: waiting.id }
      await askUntilAnswered(client, CONFIRM, { input })
      return
    }
    await delay(200)
  }
}
