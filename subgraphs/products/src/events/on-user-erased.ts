import { defineConsumer } from '@shop/events/consumer'
import { UserErased } from '@shop/schema/events/users'
import type { Transaction } from '../database.ts'
import { detachReviews } from '../review/review-store.ts'

/** An account was erased: its reviews stay, without an author. */
export const onUserErased = defineConsumer(UserErased, async ({ data }, tx: Transaction) => {
  await detachReviews(tx, data.userId)
})
