import { defineConsumer } from '@shop/events/consumer'
import { RefundSettled } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { withoutReturn } from '../order/attention.ts'
import { paymentChange } from '../order/change-payment-status.ts'
import { nothingOwed } from '../order/nothing-owed.ts'
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
  // What was given back for another reason makes nothing good of what is owed.
  const isAllGivenBack = owedTotal === undefined || owedTotal.amount === 0
  const notOwed = isAllGivenBack ? nothingOwed({ ...order, ...change?.changes }, new Date(event.occurredAt)) : null
  if (!isReturnSettled && !change && !notOwed) return
  let changes: OrderChanges = { ...change?.changes, ...notOwed }
  if (isReturnSettled) changes = { ...changes, ...withoutReturn({ ...order, ...changes }, returnId) }
  const changed = await updateOrder(tx, order, changes, now, ...(change ? [change.note] : []))
  // A second return of the same order: the status stays, but who follows the order is to see the return.
  if (change || isReturnSettled) await announcePaymentStatus(tx, changed)
})
