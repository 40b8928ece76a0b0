import { defineConsumer } from '@shop/events/consumer'
import { GuestSignedIn } from '@shop/schema/events/users'
import { mergeCarts } from '../cart/merge-carts.ts'
import type { Transaction } from '../database.ts'
import { handOverOrders } from '../order/hand-over-orders.ts'
import type { EventContext } from './event-context.ts'

export const onGuestSignedIn = defineConsumer(
  GuestSignedIn,
  async ({ data: { guestId, userId } }, tx: Transaction, { clock }: EventContext) => {
    const now = clock.now()
    await mergeCarts(tx, guestId, userId, now)
    await handOverOrders(tx, guestId, userId, now)
  },
)
