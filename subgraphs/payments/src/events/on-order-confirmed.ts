import { defineConsumer } from '@shop/events/consumer'
import { OrderConfirmed } from '@shop/schema/events/orders'
import type { ConsumerContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { recordOrderNews } from '../order/order-store.ts'
import { pursueOrder } from '../order/pursue-order.ts'

/** The order will be delivered: its money is captured, at once or with its parcels. */
export const onOrderConfirmed = defineConsumer(
  OrderConfirmed,
  async ({ data, occurredAt }, tx: Transaction, context: ConsumerContext) => {
    const confirmedAt = new Date(occurredAt)
    await pursueOrder(tx, await recordOrderNews(tx, { orderId: data.orderId, confirmedAt }, confirmedAt), context)
  },
)
