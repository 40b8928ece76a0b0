import { defineConsumer } from '@shop/events/consumer'
import { OrderOwnerChanged } from '@shop/schema/events/orders'
import type { ConsumerContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { recordOrderNews } from '../order/order-store.ts'

/** A guest signed in: the user sees the order's money from now on. */
export const onOrderOwnerChanged = defineConsumer(
  OrderOwnerChanged,
  async ({ data, occurredAt }, tx: Transaction, _context: ConsumerContext) => {
    await recordOrderNews(tx, { orderId: data.orderId, ownerId: data.ownerId }, new Date(occurredAt))
  },
)
