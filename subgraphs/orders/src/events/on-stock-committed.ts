import { defineConsumer } from '@shop/events/consumer'
import { StockCommitted } from '@shop/schema/events/inventory'
import type { Transaction } from '../database.ts'
import { addAllocations } from '../order/order-store.ts'
import { planShipments } from '../shipment/plan-shipments.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

export const onStockCommitted = defineConsumer(
  StockCommitted,
  async (event, tx: Transaction, context: EventContext) => {
    const order = await lockOrderOf(event, tx, context)
    // What left before inventory told all that it holds is in that, and this is late. Told twice it is known by its inbox row.
    if (!order || (order.stockAsOf && new Date(event.occurredAt) <= order.stockAsOf)) return
    await addAllocations(tx, order.id, event.data.allocations)
    await planShipments(tx, context, order, context.clock.now())
  },
)
