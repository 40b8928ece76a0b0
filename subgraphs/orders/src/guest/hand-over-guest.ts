import { mergeCarts } from '../cart/merge-carts.ts'
import type { Transaction } from '../database.ts'
import { handOverOrders } from '../order/hand-over-orders.ts'
import { isErased } from '../order/erased-user-store.ts'
import { eraseOwner } from '../order/erase-owner.ts'
import { lockGuest, lockUser, rememberHandOver } from './guest-store.ts'

/**
 * A guest has signed in: cart and orders are the user's from now on, and so is what somebody, in another window, goes on to
 * order with the guest's token. Heard of after the account was erased, it is erased as the rest.
 */
export async function handOverGuest(
  tx: Transaction,
  signIn: { guestId: string; userId: string; signedInAt: Date },
  now: Date,
): Promise<void> {
  const { guestId, userId } = signIn
  await lockGuest(tx, guestId)
  await lockUser(tx, userId)
  await rememberHandOver(tx, signIn)
  await mergeCarts(tx, guestId, userId, now)
  await handOverOrders(tx, guestId, userId, now)
  if (await isErased(tx, userId)) await eraseOwner(tx, userId, now)
}
