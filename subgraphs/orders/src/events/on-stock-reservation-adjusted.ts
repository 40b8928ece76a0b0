import { defineConsumer } from '@shop/events/consumer'
import { StockReservationAdjusted } from '@shop/schema/events/inventory'
import type { Transaction } from '../database.ts'
import { acceptEdit } from '../edit/settle-edit.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

export const onStockReservationAdjusted = defineConsumer(
  StockReservationAdjusted,
  async (event, tx: Transaction, context: EventContext) => {
    const { editId, committed, allocations } = event.data
    const order = await lockOrderOf(event, tx, context)
    if (!order) return
    // What is not committed yet comes with StockCommitted, or has come: it was committed as it is now.
    const taken = committed ? { allocations, asOf: new Date(event.occurredAt) } : null
    await acceptEdit(tx, context, order, editId, taken, context.clock.now())
  },
)
