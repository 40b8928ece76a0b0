import { defineConsumer } from '@shop/events/consumer'
import { StockCommitted } from '@shop/schema/events/inventory'
import type { Transaction } from '../database.ts'
import { hearOfOrder } from '../order/hear-of-order.ts'
import type { EventContext } from './event-context.ts'

export const onStockCommitted = defineConsumer(
  StockCommitted,
  async ({ data: { orderId, allocations }, occurredAt }, tx: Transaction, context: EventContext) => {
    await hearOfOrder(tx, { orderId, taken: allocations, takenAt: new Date(occurredAt) }, context)
  },
)
