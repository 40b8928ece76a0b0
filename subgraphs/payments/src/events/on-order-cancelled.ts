import { defineConsumer } from '@shop/events/consumer'
import { OrderCancelled } from '@shop/schema/events/orders'
import type { ConsumerContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { recordOrderNews } from '../order/order-store.ts'
import { pursueOrder } from '../order/pursue-order.ts'

/** The order will not be delivered: what was set aside is taken back, what was captured is given back. */
export const onOrderCancelled = defineConsumer(
  OrderCancelled,
  async ({ data, occurredAt }, tx: Transaction, context: ConsumerContext) => {
    const cancelledAt = new Date(occurredAt)
    await pursueOrder(tx, await recordOrderNews(tx, { orderId: data.orderId, cancelledAt }, cancelledAt), context)
  },
)
