import { defineConsumer } from '@shop/events/consumer'
import { PaymentAuthorized } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { hearOfOrder } from '../order/hear-of-order.ts'
import type { EventContext } from './event-context.ts'

export const onPaymentAuthorized = defineConsumer(
  PaymentAuthorized,
  async ({ data: { orderId, capturedOn } }, tx: Transaction, context: EventContext) => {
    await hearOfOrder(tx, { orderId, authorized: { capturedOnShipment: capturedOn === 'SHIPMENT' } }, context)
  },
)
