import type { Transaction } from '../database.ts'
import { goalOf } from '../order/order.ts'
import { recordOrderNews } from '../order/order-store.ts'
import type { OrderNews } from '../order/order-store.ts'
import { raiseGoal } from './payment-store.ts'

/**
 * Takes in what an event says of an order and sets what is to happen with its payment. An order that was not heard of
 * before is remembered: OrderPlaced, when it comes, finds what is to happen.
 */
export async function pursueGoal(tx: Transaction, news: OrderNews, occurredAt: Date): Promise<void> {
  const order = await recordOrderNews(tx, news, occurredAt)
  await raiseGoal(tx, order.id, goalOf(order))
}
