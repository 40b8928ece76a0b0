import { defineConsumer } from '@shop/events/consumer'
import { StockReserved } from '@shop/schema/events/inventory'
import type { ConsumerContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { recordOrderNews } from '../order/order-store.ts'
import { pursueOrder } from '../order/pursue-order.ts'

/** Everything that was ordered is set aside: the money may be, too. */
export const onStockReserved = defineConsumer(
  StockReserved,
  async ({ data, occurredAt }, tx: Transaction, context: ConsumerContext) => {
    const reservedAt = new Date(occurredAt)
    await pursueOrder(tx, await recordOrderNews(tx, { orderId: data.orderId, reservedAt }, reservedAt), context)
  },
)
