import { defineConsumer } from '@shop/events/consumer'
import { RefundFailed } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { owedBecause, withAttention } from '../order/attention.ts'
import { isWrongSince } from '../order/news-of-money.ts'
import { updateOrder } from '../order/order-store.ts'
import { isReturnUnpaid } from '../return/settle-return.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

/** Staff are shown what is still to be given back, until it is: of a return that one's money, of anything else some money. */
export const onRefundFailed = defineConsumer(RefundFailed, async (event, tx: Transaction, context: EventContext) => {
  const order = await lockOrderOf(event, tx, context)
  if (!order) return
  const now = context.clock.now()
  const { returnId, code } = event.data
  if (returnId !== null) {
    if (!(await isReturnUnpaid(tx, order.id, returnId))) return
    await updateOrder(tx, order, withAttention(order, owedBecause(code, returnId), now), now)
    return
  }
  const refundAsOf = new Date(event.occurredAt)
  if (!isWrongSince(order.refundAsOf, refundAsOf)) return
  await updateOrder(tx, order, { ...withAttention(order, owedBecause(code, null), now), refundAsOf }, now)
})
