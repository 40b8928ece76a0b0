import { defineConsumer } from '@shop/events/consumer'
import { OrderCancelled } from '@shop/schema/events/orders'
import type { ConsumerContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { hearOfOrder } from '../order/hear-of-order.ts'

/** The order will not be delivered: what was set aside is taken back, what was captured is given back. */
export const onOrderCancelled = defineConsumer(
  OrderCancelled,
  ({ data: { orderId }, occurredAt }, tx: Transaction, context: ConsumerContext) => {
    const cancelledAt = new Date(occurredAt)
    return hearOfOrder(tx, { orderId, occurredAt: cancelledAt, cancelledAt }, context)
  },
)
