import { defineConsumer } from '@shop/events/consumer'
import { OrderOwnerChanged } from '@shop/schema/events/orders'
import type { Transaction } from '../database.ts'
import { updateReservationOwner } from '../reservation/reservation-store.ts'
import type { EventContext } from './event-context.ts'

/** A guest signed in: the account sees what its order still waits for. */
export const onOrderOwnerChanged = defineConsumer(
  OrderOwnerChanged,
  async ({ data }, tx: Transaction, _context: EventContext) => {
    await updateReservationOwner(tx, data.orderId, data.ownerId)
  },
)
