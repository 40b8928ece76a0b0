import { defineConsumer } from '@shop/events/consumer'
import { RefundSettled } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { changePaymentStatus } from '../order/change-payment-status.ts'
import { attentionToMoney } from '../order/money-attention.ts'
import { announcePaymentStatus } from '../order/order-events.ts'
import { updateOrder } from '../order/order-store.ts'
import { settleReturn } from '../return/settle-return.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

export const onRefundSettled = defineConsumer(RefundSettled, async (event, tx: Transaction, context: EventContext) => {
  const now = context.clock.now()
  const { returnId, refundedTotal, capturedTotal } = event.data
  const order = await lockOrderOf(event, tx, context)
  if (!order) return
  const isReturnSettled = returnId !== null && (await settleReturn(tx, order.id, returnId, now))
  const isAll = refundedTotal.amount >= capturedTotal.amount
  const refunded = await changePaymentStatus(tx, order, isAll ? 'REFUNDED' : 'PARTIALLY_REFUNDED', now)
  // A second return of the same order: the status stays, but who follows the order is to see the return.
  if (isReturnSettled && refunded === order) {
    await announcePaymentStatus(tx, await updateOrder(tx, order, { attentionReason: attentionToMoney(order) }, now))
  }
})
