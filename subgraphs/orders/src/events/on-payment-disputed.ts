import { defineConsumer } from '@shop/events/consumer'
import { PaymentDisputed } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { WITHDRAWN } from '../order/money-attention.ts'
import { updateOrder } from '../order/order-store.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

/** The customer's bank has withdrawn money, which staff are shown until it gives it back. */
export const onPaymentDisputed = defineConsumer(
  PaymentDisputed,
  async (event, tx: Transaction, context: EventContext) => {
    const order = await lockOrderOf(event, tx, context)
    if (!order) return
    const isWithdrawn = event.data.status === 'WITHDRAWN'
    if (!isWithdrawn && order.attentionReason !== WITHDRAWN) return
    await updateOrder(tx, order, { attentionReason: isWithdrawn ? WITHDRAWN : null }, context.clock.now())
  },
)
