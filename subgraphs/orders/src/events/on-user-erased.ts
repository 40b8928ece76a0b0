import { defineConsumer } from '@shop/events/consumer'
import { UserErased } from '@shop/schema/events/users'
import type { Transaction } from '../database.ts'
import { eraseOwner } from '../order/erase-owner.ts'
import type { EventContext } from './event-context.ts'

export const onUserErased = defineConsumer(
  UserErased,
  async ({ data: { userId } }, tx: Transaction, { clock }: EventContext) => {
    await eraseOwner(tx, userId, clock.now())
  },
)
