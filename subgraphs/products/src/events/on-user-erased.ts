import { defineConsumer } from '@shop/events/consumer'
import { UserErased } from '@shop/schema/events/users'
import type { Transaction } from '../database.ts'
import { lockAuthor, rememberErased } from '../review/author-store.ts'
import { detachReviews } from '../review/review-store.ts'

/** An account was erased: its reviews stay, without an author, and none is added. */
export const onUserErased = defineConsumer(UserErased, async ({ data: { userId }, occurredAt }, tx: Transaction) => {
  await lockAuthor(tx, userId)
  await rememberErased(tx, userId, new Date(occurredAt))
  await detachReviews(tx, userId)
})
