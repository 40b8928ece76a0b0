import { defineConsumer } from '@shop/events/consumer'
import { PaymentDisputed } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { WITHDRAWN, withAttention, withoutAttention } from '../order/attention.ts'
import { isRightSince, isWrongSince } from '../order/news-of-money.ts'
import { updateOrder } from '../order/order-store.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

/** The customer's bank has withdrawn money, which staff are shown until it gives it back. */
export const onPaymentDisputed = defineConsumer(
  PaymentDisputed,
  async (event, tx: Transaction, context: EventContext) => {
    const order = await lockOrderOf(event, tx, context)
    const disputeAsOf = new Date(event.occurredAt)
    const { status, withdrawnTotal } = event.data
    // Another dispute of the same order may go on.
    const isWithdrawn = withdrawnTotal ? withdrawnTotal.amount > 0 : status === 'WITHDRAWN'
    const isNews = isWithdrawn ? isWrongSince : isRightSince
    if (!order || !isNews(order.disputeAsOf, disputeAsOf)) return
    const now = context.clock.now()
    const told = isWithdrawn ? withAttention(order, WITHDRAWN, now) : withoutAttention(order, ['WITHDRAWN'])
    await updateOrder(tx, order, { ...told, disputeAsOf }, now)
  },
)
