import { defineConsumer } from '@shop/events/consumer'
import { OrderEdited } from '@shop/schema/events/orders'
import type { ConsumerContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { hearOfOrder } from '../order/hear-of-order.ts'

/** The order costs more, and the rest is to be paid; or less, and it is captured lower or given back. */
export const onOrderEdited = defineConsumer(
  OrderEdited,
  ({ data: { orderId, total, version, shipped }, occurredAt }, tx: Transaction, context: ConsumerContext) => {
    const edited = { total: BigInt(total.amount), version }
    const left = shipped ? { shipped: { amount: BigInt(shipped.amount), version } } : {}
    // Who owns the order is not the edit's to say: orders tells it by itself.
    return hearOfOrder(tx, { orderId, occurredAt: new Date(occurredAt), edited, ...left }, context)
  },
)
