import { defineConsumer } from '@shop/events/consumer'
import { PaymentFailed } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { cancelLockedOrder } from '../order/cancel-order.ts'
import { changePaymentStatus } from '../order/change-payment-status.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

export const onPaymentFailed = defineConsumer(PaymentFailed, async (event, tx: Transaction, context: EventContext) => {
  const now = context.clock.now()
  const order = await lockOrderOf(event, tx, context)
  if (!order) return
  const failed = await changePaymentStatus(tx, order, 'FAILED', now)
  // Of money that was captured meanwhile the failure is no news, and the order stands.
  if (failed.paymentStatus === 'FAILED') await cancelLockedOrder(tx, failed, 'PAYMENT_FAILED', now)
})
