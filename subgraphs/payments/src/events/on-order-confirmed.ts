import { defineConsumer } from '@shop/events/consumer'
import { OrderConfirmed } from '@shop/schema/events/orders'
import type { ConsumerContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { hearOfOrder } from '../order/hear-of-order.ts'

/** The order will be delivered: its money is captured, at once or with its parcels. */
export const onOrderConfirmed = defineConsumer(
  OrderConfirmed,
  ({ data: { orderId }, occurredAt }, tx: Transaction, context: ConsumerContext) => {
    const confirmedAt = new Date(occurredAt)
    return hearOfOrder(tx, { orderId, occurredAt: confirmedAt, confirmedAt }, context)
  },
)
