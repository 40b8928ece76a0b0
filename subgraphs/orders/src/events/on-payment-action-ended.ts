import { defineConsumer } from '@shop/events/consumer'
import { PaymentActionEnded } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { awaitCustomer } from '../order/await-customer.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

export const onPaymentActionEnded = defineConsumer(
  PaymentActionEnded,
  async (event, tx: Transaction, context: EventContext) => {
    const order = await lockOrderOf(event, tx, context)
    const { paymentId, attempt } = event.data
    if (order) await awaitCustomer(tx, order, { paymentId, attempt, askedAt: null }, context.clock.now())
  },
)
