import { defineConsumer } from '@shop/events/consumer'
import { StockAdjustmentRejected } from '@shop/schema/events/inventory'
import type { Transaction } from '../database.ts'
import { rejectEdit } from '../edit/settle-edit.ts'
import { lockOrderOf, type EventContext } from './event-context.ts'

export const onStockAdjustmentRejected = defineConsumer(
  StockAdjustmentRejected,
  async (event, tx: Transaction, context: EventContext) => {
    const { editId, shortages } = event.data
    const order = await lockOrderOf(event, tx, context)
    if (order)
      await rejectEdit(tx, context, order, editId, { rejection: 'OUT_OF_STOCK', shortages }, context.clock.now())
  },
)
