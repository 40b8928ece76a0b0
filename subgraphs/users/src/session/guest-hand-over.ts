import { appendEvent } from '@shop/events/outbox'
import type { SqlExecutor } from '@shop/events/sql-executor'
import { GuestSignedIn } from '@shop/schema/events/users'
import { isUserFacing } from '@shop/subgraph/errors'
import type { TokenVerifier } from '@shop/subgraph/token-verifier'
import { refusal } from '../errors.ts'

const FIELD = ['input', 'guestToken']

/**
 * The guest whose things are to be handed over, null without a token. Only a guest's own token gives them away: with a
 * user's, one could take over what belongs to an account. Throws a Refusal: TOKEN_INVALID, also when it has expired.
 */
export async function readGuestToken(
  verifyToken: TokenVerifier,
  token: string | null | undefined,
): Promise<string | null> {
  if (token == null) return null
  const viewer = await verifyToken(token).catch((error: unknown) => {
    const code = isUserFacing(error) ? (error as { extensions: { code: string } }).extensions.code : null
    if (code === 'TOKEN_INVALID' || code === 'TOKEN_EXPIRED') throw refusal('TOKEN_INVALID', FIELD)
    throw error
  })
  const [role, ...others] = viewer.roles
  if (role !== 'GUEST' || others.length > 0) throw refusal('TOKEN_INVALID', FIELD)
  return viewer.id
}

/** Tells orders in the transaction of the sign-in: cart and orders of the guest become the user's. */
export async function appendGuestSignedIn(tx: SqlExecutor, data: { guestId: string; userId: string }): Promise<void> {
  await appendEvent(tx, GuestSignedIn, { subject: data.userId, data })
}
