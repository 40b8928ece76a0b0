import { defineConsumer } from '@shop/events/consumer'
import { PaymentAuthorized } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { confirmLockedOrder } from '../order/confirm-order.ts'
import { planShipments } from '../shipment/plan-shipments.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

export const onPaymentAuthorized = defineConsumer(
  PaymentAuthorized,
  async (event, tx: Transaction, context: EventContext) => {
    const now = context.clock.now()
    const order = await lockOrderOf(event, tx, context)
    // Payments voids what it has authorized when it hears of the cancellation.
    if (!order || order.status === 'CANCELLED') return
    const capturedOnShipment = event.data.capturedOn === 'SHIPMENT'
    const confirmed = await confirmLockedOrder(tx, order, { capturedOnShipment }, now)
    // The capture may have been told before the authorization.
    await planShipments(tx, context, confirmed, now)
  },
)
