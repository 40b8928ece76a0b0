import type { SignInContext } from '../context.ts'
import { refusal } from '../errors.ts'
import { checkPassword } from '../password/check-password.ts'
import type { Tokens } from '../tokens/access-token.ts'
import { hashSecret } from '../tokens/secret.ts'
import { normalizeEmail } from '../user/user.ts'
import { lockCheckedUser } from '../user/user-store.ts'
import type { UserRow } from '../user/user-store.ts'
import { appendGuestSignedIn, readGuestToken } from './guest-hand-over.ts'
import { openSession } from './open-session.ts'
import { findSessionIdOf } from './session-store.ts'

/** Signs in with email and password. Throws a Refusal: TOKEN_INVALID, INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS. */
export async function logIn(
  context: SignInContext,
  input: { email: string; password: string; guestToken?: string | null; lastRefreshToken?: string | null },
): Promise<{ user: UserRow; tokens: Tokens }> {
  const guestId = await readGuestToken(context.verifyToken, input.guestToken)
  const { email, password, lastRefreshToken } = input
  const sessionId = lastRefreshToken
    ? await findSessionIdOf(context.database, hashSecret(lastRefreshToken), normalizeEmail(email))
    : null
  const account = await checkPassword(context, email, password, { sessionId })
  return context.transact(async (tx) => {
    const user = await lockCheckedUser(tx, account)
    // Erased since its password was checked, or the password is another.
    if (!user) throw refusal('INVALID_CREDENTIALS', null)
    const tokens = await openSession(tx, context, user)
    if (guestId) await appendGuestSignedIn(tx, { guestId, userId: user.id })
    return { user, tokens }
  })
}
