import { defineConsumer } from '@shop/events/consumer'
import { PaymentCanceled } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { changePaymentStatus } from '../order/change-payment-status.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

export const onPaymentCanceled = defineConsumer(
  PaymentCanceled,
  async (event, tx: Transaction, context: EventContext) => {
    const order = await lockOrderOf(event, tx, context)
    if (order) await changePaymentStatus(tx, order, 'VOIDED', context.clock.now())
  },
)
