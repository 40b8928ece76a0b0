import { newId } from '@shop/subgraph/new-id'
import type { ConsumerContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { goalOf } from '../order/order.ts'
import { recordOrderNews } from '../order/order-store.ts'
import { pursueOrder } from '../order/pursue-order.ts'
import { insertPayment } from './payment-store.ts'

/** Makes the payment of an order that was placed. Whatever was heard of the order before decides at once what happens. */
export async function placePayment(
  tx: Transaction,
  placed: {
    orderId: string
    ownerId: string
    total: { amount: number; currencyCode: string }
    paymentMethod: string
  },
  occurredAt: Date,
  context: ConsumerContext,
): Promise<void> {
  const { orderId, ownerId, paymentMethod } = placed
  const amount = BigInt(placed.total.amount)
  const currency = placed.total.currencyCode
  const news = { orderId, ownerId, total: amount, currency, paymentMethod, placedAt: occurredAt }
  const order = await recordOrderNews(tx, news, occurredAt)
  await insertPayment(tx, {
    id: newId(),
    orderId,
    sequence: 1,
    orderVersion: null,
    goal: 'NONE',
    amount,
    captureTarget: 0n,
    isLastCapture: false,
    currency,
    paymentMethod,
    now: context.clock.now(),
  })
  if (goalOf(order) !== 'NONE') await pursueOrder(tx, order, context)
}
