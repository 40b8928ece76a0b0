import { defineConsumer } from '@shop/events/consumer'
import { PaymentActionRequired } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { changePaymentStatus } from '../order/change-payment-status.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

export const onPaymentActionRequired = defineConsumer(
  PaymentActionRequired,
  async (event, tx: Transaction, context: EventContext) => {
    const order = await lockOrderOf(event, tx, context)
    // There is nothing to act on any more when the order is cancelled.
    if (order?.status === 'PENDING') await changePaymentStatus(tx, order, 'REQUIRES_ACTION', context.clock.now())
  },
)
