import { defineConsumer } from '@shop/events/consumer'
import { StockCommitted } from '@shop/schema/events/inventory'
import type { Transaction } from '../database.ts'
import { insertAllocations } from '../order/order-store.ts'
import { planShipments } from '../shipment/plan-shipments.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

export const onStockCommitted = defineConsumer(
  StockCommitted,
  async (event, tx: Transaction, context: EventContext) => {
    const order = await lockOrderOf(event, tx, context)
    if (!order) return
    await insertAllocations(tx, order.id, event.data.allocations)
    await planShipments(tx, context, order, context.clock.now())
  },
)
