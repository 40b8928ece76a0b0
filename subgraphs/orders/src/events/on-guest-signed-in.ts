import { defineConsumer } from '@shop/events/consumer'
import { GuestSignedIn } from '@shop/schema/events/users'
import type { Transaction } from '../database.ts'
import { handOverGuest } from '../guest/hand-over-guest.ts'
import type { EventContext } from './event-context.ts'

export const onGuestSignedIn = defineConsumer(
  GuestSignedIn,
  async ({ data: { guestId, userId }, occurredAt }, tx: Transaction, { clock }: EventContext) => {
    await handOverGuest(tx, { guestId, userId, signedInAt: new Date(occurredAt) }, clock.now())
  },
)
