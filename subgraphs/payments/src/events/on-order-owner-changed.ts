import { defineConsumer } from '@shop/events/consumer'
import { OrderOwnerChanged } from '@shop/schema/events/orders'
import type { ConsumerContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { hearOfOrder } from '../order/hear-of-order.ts'

/** A guest signed in: the user sees the order's money from now on. */
export const onOrderOwnerChanged = defineConsumer(
  OrderOwnerChanged,
  ({ data: { orderId, ownerId }, occurredAt }, tx: Transaction, context: ConsumerContext) =>
    hearOfOrder(tx, { orderId, occurredAt: new Date(occurredAt), ownerId }, context),
)
