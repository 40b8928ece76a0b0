import { defineConsumer } from '@shop/events/consumer'
import { RefundFailed } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { owedBecause, withAttention } from '../order/attention.ts'
import { isNewsOfRefunds } from '../order/news-of-money.ts'
import { updateOrder } from '../order/order-store.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

/** Staff are shown what is still to be given back, until something is. */
export const onRefundFailed = defineConsumer(RefundFailed, async (event, tx: Transaction, context: EventContext) => {
  const order = await lockOrderOf(event, tx, context)
  const refundAsOf = new Date(event.occurredAt)
  if (!order || !isNewsOfRefunds(order, refundAsOf)) return
  const now = context.clock.now()
  const owed = withAttention(order, owedBecause(event.data.code), now)
  await updateOrder(tx, order, { ...owed, refundAsOf }, now)
})
