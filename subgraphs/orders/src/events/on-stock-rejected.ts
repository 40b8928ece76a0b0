import { defineConsumer } from '@shop/events/consumer'
import { StockRejected } from '@shop/schema/events/inventory'
import type { Transaction } from '../database.ts'
import { cancelLockedOrder } from '../order/cancel-order.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

export const onStockRejected = defineConsumer(StockRejected, async (event, tx: Transaction, context: EventContext) => {
  const order = await lockOrderOf(event, tx, context)
  if (order) await cancelLockedOrder(tx, order, 'OUT_OF_STOCK', context.clock.now())
})
