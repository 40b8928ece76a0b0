import { defineConsumer } from '@shop/events/consumer'
import { StockReserved } from '@shop/schema/events/inventory'
import type { ConsumerContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { hearOfOrder } from '../order/hear-of-order.ts'

/** Everything that was ordered is set aside: the money may be, too. */
export const onStockReserved = defineConsumer(
  StockReserved,
  ({ data: { orderId }, occurredAt }, tx: Transaction, context: ConsumerContext) => {
    const reservedAt = new Date(occurredAt)
    return hearOfOrder(tx, { orderId, occurredAt: reservedAt, reservedAt }, context)
  },
)
