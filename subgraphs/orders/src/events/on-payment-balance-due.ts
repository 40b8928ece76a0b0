import { defineConsumer } from '@shop/events/consumer'
import { PaymentBalanceDue } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { unpaidBecause, withAttention } from '../order/attention.ts'
import { isWrongSince } from '../order/news-of-money.ts'
import { nothingOwed } from '../order/nothing-owed.ts'
import { updateOrder } from '../order/order-store.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

/** What the order costs is not all paid: staff sees to it, or the customer pays by another method. So nothing is to be given back. */
export const onPaymentBalanceDue = defineConsumer(
  PaymentBalanceDue,
  async (event, tx: Transaction, context: EventContext) => {
    const order = await lockOrderOf(event, tx, context)
    const balanceAsOf = new Date(event.occurredAt)
    if (!order || order.status === 'CANCELLED' || !isWrongSince(order.balanceAsOf, balanceAsOf)) return
    const now = context.clock.now()
    const notOwed = nothingOwed(order, balanceAsOf)
    const unpaid = withAttention({ ...order, ...notOwed }, unpaidBecause(event.data.code), now)
    await updateOrder(tx, order, { ...notOwed, ...unpaid, balanceAsOf }, now)
  },
)
