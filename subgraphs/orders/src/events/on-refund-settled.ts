import { defineConsumer } from '@shop/events/consumer'
import { RefundSettled } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { withoutAttention, withoutReturn } from '../order/attention.ts'
import { paymentChange } from '../order/change-payment-status.ts'
import { isRightSince } from '../order/news-of-money.ts'
import { announcePaymentStatus } from '../order/order-events.ts'
import { updateOrder, type OrderChanges } from '../order/order-store.ts'
import { settleReturn } from '../return/settle-return.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

export const onRefundSettled = defineConsumer(RefundSettled, async (event, tx: Transaction, context: EventContext) => {
  const now = context.clock.now()
  const { returnId, refundedTotal, capturedTotal, owedTotal } = event.data
  const order = await lockOrderOf(event, tx, context)
  if (!order) return
  const isReturnSettled = returnId !== null && (await settleReturn(tx, order.id, returnId, now))
  const status = refundedTotal.amount >= capturedTotal.amount ? 'REFUNDED' : 'PARTIALLY_REFUNDED'
  // Of goods that cost nothing nothing is given back, which is told all the same.
  const isNothing = refundedTotal.amount === 0 && capturedTotal.amount > 0
  const change = isNothing ? null : paymentChange(order, status)
  const refundAsOf = new Date(event.occurredAt)
  // What was given back for another reason makes nothing good of what is owed.
  const isAllGivenBack = owedTotal === undefined || owedTotal.amount === 0
  const isNews = isAllGivenBack && isRightSince(order.refundAsOf, refundAsOf)
  if (!isReturnSettled && !change && !isNews) return
  let changes: OrderChanges = { ...change?.changes }
  if (isReturnSettled) changes = { ...changes, ...withoutReturn({ ...order, ...changes }, returnId) }
  if (isNews) changes = { ...changes, ...withoutAttention({ ...order, ...changes }, ['OWED']), refundAsOf }
  const changed = await updateOrder(tx, order, changes, now, ...(change ? [change.note] : []))
  // A second return of the same order: the status stays, but who follows the order is to see the return.
  if (change || isReturnSettled) await announcePaymentStatus(tx, changed)
})
