import { defineConsumer } from '@shop/events/consumer'
import { OrderEditCovered } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { updateOrder } from '../order/order-store.ts'
import { planShipments } from '../shipment/plan-shipments.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

/** What an edit added is paid, or set aside: it may be sent. Of an edit before the newest one it is no news. */
export const onOrderEditCovered = defineConsumer(
  OrderEditCovered,
  async (event, tx: Transaction, context: EventContext) => {
    const order = await lockOrderOf(event, tx, context)
    if (!order || order.awaitsCoverOf === null || event.data.version < order.awaitsCoverOf) return
    const now = context.clock.now()
    const covered = await updateOrder(tx, order, { awaitsCoverOf: null }, now)
    await planShipments(tx, context, [covered], now)
  },
)
