import { defineConsumer } from '@shop/events/consumer'
import { PaymentCaptured } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { changePaymentStatus } from '../order/change-payment-status.ts'
import { planShipments } from '../shipment/plan-shipments.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

export const onPaymentCaptured = defineConsumer(
  PaymentCaptured,
  async (event, tx: Transaction, context: EventContext) => {
    const now = context.clock.now()
    const order = await lockOrderOf(event, tx, context)
    if (!order) return
    const paid = await changePaymentStatus(tx, order, 'PAID', now)
    await planShipments(tx, context, paid, now)
  },
)
