import { defineConsumer } from '@shop/events/consumer'
import { OrderOwnerChanged } from '@shop/schema/events/orders'
import type { Transaction } from '../database.ts'
import { recordOrderOwner } from '../reservation/order-owner-store.ts'
import type { EventContext } from './event-context.ts'

/** A guest signed in: the account sees what its order still waits for. */
export const onOrderOwnerChanged = defineConsumer(
  OrderOwnerChanged,
  async ({ data, occurredAt }, tx: Transaction, _context: EventContext) => {
    await recordOrderOwner(tx, { orderId: data.orderId, ownerId: data.ownerId, since: new Date(occurredAt) })
  },
)
