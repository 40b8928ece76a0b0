import { defineConsumer } from '@shop/events/consumer'
import { OrderConfirmed } from '@shop/schema/events/orders'
import type { ConsumerContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { pursueGoal } from '../payment/pursue-goal.ts'

/** The order will be delivered: its money is captured. */
export const onOrderConfirmed = defineConsumer(
  OrderConfirmed,
  ({ data, occurredAt }, tx: Transaction, _context: ConsumerContext) => {
    const confirmedAt = new Date(occurredAt)
    return pursueGoal(tx, { orderId: data.orderId, confirmedAt }, confirmedAt)
  },
)
