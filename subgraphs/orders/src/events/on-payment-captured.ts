import { defineConsumer } from '@shop/events/consumer'
import { PaymentCaptured } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { hearOfOrder } from '../order/hear-of-order.ts'
import type { EventContext } from './event-context.ts'

export const onPaymentCaptured = defineConsumer(
  PaymentCaptured,
  async ({ data: { orderId }, occurredAt }, tx: Transaction, context: EventContext) => {
    await hearOfOrder(tx, { orderId, captured: { at: new Date(occurredAt) } }, context)
  },
)
