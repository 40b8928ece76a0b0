import { newId } from '@shop/subgraph/new-id'
import type { Transaction } from '../database.ts'
import { goalOf } from '../order/order.ts'
import { recordOrderNews } from '../order/order-store.ts'
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
  { occurredAt, now }: { occurredAt: Date; now: Date },
): Promise<void> {
  const { orderId, ownerId, paymentMethod } = placed
  const amount = BigInt(placed.total.amount)
  const currency = placed.total.currencyCode
  const news = { orderId, ownerId, total: amount, currency, paymentMethod, placedAt: occurredAt }
  const order = await recordOrderNews(tx, news, occurredAt)
  const payment = { id: newId(), orderId, goal: goalOf(order), amount, currency, paymentMethod }
  await insertPayment(tx, { ...payment, now })
}
