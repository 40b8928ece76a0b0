import type { Transaction } from '../database.ts'

/**
 * The name of the lock of who orders or hands over what is this guest's. A lock by name, because a guest who has not signed in has no
 * row; take it before the cart.
 */
export function guestLock(guestId: string): string {
  return `guest ${guestId}`
}

/** Lets nobody else order or hand over what is this guest's until the transaction ends. */
export async function lockGuest(tx: Transaction, guestId: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${guestLock(guestId)}, 0))::text`
}

/** Remembers as whom a guest signed in; the latest sign-in counts, in whatever order they are heard of. */
export async function rememberHandOver(
  tx: Transaction,
  { guestId, userId, signedInAt }: { guestId: string; userId: string; signedInAt: Date },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO guest_hand_overs AS known (guest_id, user_id, signed_in_at)
    VALUES (${guestId}::uuid, ${userId}::uuid, ${signedInAt})
    ON CONFLICT (guest_id) DO UPDATE SET user_id = excluded.user_id, signed_in_at = excluded.signed_in_at
    WHERE known.signed_in_at <= excluded.signed_in_at`
}

/** The name of the lock of who orders for a user, hands something over to them, or erases them. */
export function userLock(userId: string): string {
  return `user ${userId}`
}

/** Lets nobody else order for a user, hand something over to them, or erase them until the transaction ends. Take it after lockGuest. */
export async function lockUser(tx: Transaction, userId: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${userLock(userId)}, 0))::text`
}

/** Forgets which guests a user was. */
export async function forgetGuestsOf(tx: Transaction, userId: string): Promise<void> {
  await tx.guestHandOver.deleteMany({ where: { userId } })
}
