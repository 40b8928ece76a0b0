import { defineConsumer } from '@shop/events/consumer'
import { BackorderCommitted } from '@shop/schema/events/inventory'
import type { Transaction } from '../database.ts'
import { addAllocations } from '../order/backorder-store.ts'
import { planShipments } from '../shipment/plan-shipments.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

/** What the order waited for has come in: it follows in a parcel of its own. */
export const onBackorderCommitted = defineConsumer(
  BackorderCommitted,
  async (event, tx: Transaction, context: EventContext) => {
    const order = await lockOrderOf(event, tx, context)
    if (!order) return
    await addAllocations(tx, order.id, event.data.allocations)
    await planShipments(tx, context, order, context.clock.now())
  },
)
