import { defineConsumer } from '@shop/events/consumer'
import { PaymentActionRequired } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { awaitCustomer } from '../order/await-customer.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

export const onPaymentActionRequired = defineConsumer(
  PaymentActionRequired,
  async (event, tx: Transaction, context: EventContext) => {
    const order = await lockOrderOf(event, tx, context)
    const { paymentId, attempt = 0 } = event.data
    const askedAt = new Date(event.occurredAt)
    if (order) await awaitCustomer(tx, order, { paymentId, attempt, askedAt }, context.clock.now())
  },
)
