import { defineConsumer } from '@shop/events/consumer'
import { OrderCancelled } from '@shop/schema/events/orders'
import type { ConsumerContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { pursueGoal } from '../payment/pursue-goal.ts'

/** The order will not be delivered: what was set aside is taken back, what was captured is given back. */
export const onOrderCancelled = defineConsumer(
  OrderCancelled,
  ({ data, occurredAt }, tx: Transaction, _context: ConsumerContext) => {
    const cancelledAt = new Date(occurredAt)
    return pursueGoal(tx, { orderId: data.orderId, cancelledAt }, cancelledAt)
  },
)
