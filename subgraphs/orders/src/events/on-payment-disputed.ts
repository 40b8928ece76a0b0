import { defineConsumer } from '@shop/events/consumer'
import { PaymentDisputed } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { updateOrder } from '../order/order-store.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

/** The customer's bank has withdrawn money: staff decides whether to answer it. */
export const onPaymentDisputed = defineConsumer(
  PaymentDisputed,
  async (event, tx: Transaction, context: EventContext) => {
    const order = await lockOrderOf(event, tx, context)
    if (!order || event.data.status !== 'WITHDRAWN') return
    const attentionReason = "The customer's bank has withdrawn money of this order."
    await updateOrder(tx, order, { attentionReason }, context.clock.now())
  },
)
