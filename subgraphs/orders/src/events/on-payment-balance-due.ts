import { defineConsumer } from '@shop/events/consumer'
import { PaymentBalanceDue } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { unpaidBecause } from '../order/money-attention.ts'
import { updateOrder } from '../order/order-store.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

/** What the order costs is not all paid: staff sees to it, or the customer pays by another method. */
export const onPaymentBalanceDue = defineConsumer(
  PaymentBalanceDue,
  async (event, tx: Transaction, context: EventContext) => {
    const order = await lockOrderOf(event, tx, context)
    if (!order || order.status === 'CANCELLED') return
    await updateOrder(tx, order, { attentionReason: unpaidBecause(event.data.code) }, context.clock.now())
  },
)
