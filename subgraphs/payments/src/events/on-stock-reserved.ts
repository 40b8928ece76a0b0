import { defineConsumer } from '@shop/events/consumer'
import { StockReserved } from '@shop/schema/events/inventory'
import type { ConsumerContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { pursueGoal } from '../payment/pursue-goal.ts'

/** Everything that was ordered is set aside: the money may be, too. */
export const onStockReserved = defineConsumer(
  StockReserved,
  ({ data, occurredAt }, tx: Transaction, _context: ConsumerContext) => {
    const reservedAt = new Date(occurredAt)
    return pursueGoal(tx, { orderId: data.orderId, reservedAt }, reservedAt)
  },
)
