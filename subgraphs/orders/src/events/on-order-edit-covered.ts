import { defineConsumer } from '@shop/events/consumer'
import { OrderEditCovered } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { withoutAttention } from '../order/attention.ts'
import { isRightSince } from '../order/news-of-money.ts'
import { nothingOwed } from '../order/nothing-owed.ts'
import { updateOrder, type OrderChanges } from '../order/order-store.ts'
import { planShipments } from '../shipment/plan-shipments.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

/**
 * What an edit added is paid, or set aside: it may be sent. What was to be given back may be what the order costs now. Of an edit before the
 * newest one it is no news.
 */
export const onOrderEditCovered = defineConsumer(
  OrderEditCovered,
  async (event, tx: Transaction, context: EventContext) => {
    const order = await lockOrderOf(event, tx, context)
    const { version, owedTotal } = event.data
    if (!order || order.awaitsCoverOf === null || version < order.awaitsCoverOf) return
    const now = context.clock.now()
    const at = new Date(event.occurredAt)
    let changes: OrderChanges = { awaitsCoverOf: null }
    if (owedTotal?.amount === 0) changes = { ...changes, ...nothingOwed(order, at) }
    if (isRightSince(order.balanceAsOf, at)) {
      changes = { ...changes, ...withoutAttention({ ...order, ...changes }, ['UNPAID']), balanceAsOf: at }
    }
    const covered = await updateOrder(tx, order, changes, now)
    await planShipments(tx, context, [covered], now)
  },
)
