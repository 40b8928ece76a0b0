import { accountErased } from '@shop/subgraph/errors'
import { refuseIfAny } from '@shop/subgraph/user-errors'
import type { Viewer } from '@shop/subgraph/viewer'
import type { UsersTransact } from '../context.ts'
import { refusal } from '../errors.ts'
import { endSessions } from '../session/end-sessions.ts'
import { checkPasswordRules } from '../user/user.ts'
import { findEmail, lockCheckedUser, replacePassword } from '../user/user-store.ts'
import type { UserRow } from '../user/user-store.ts'
import { checkPassword } from './check-password.ts'
import type { PasswordContext } from './check-password.ts'

const CURRENT = ['input', 'currentPassword']

/**
 * Changes the viewer's password and ends all their sessions but the current one. Throws UNAUTHENTICATED when the account is
 * erased, and a Refusal: PASSWORD_TOO_SHORT, TOO_LONG, INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS.
 */
export async function changePassword(
  context: PasswordContext & { transact: UsersTransact },
  viewer: Viewer,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
): Promise<UserRow> {
  refuseIfAny(checkPasswordRules(newPassword, ['input', 'newPassword']))
  const email = await findEmail(context.database, viewer.id)
  if (email === null) throw accountErased()
  // Attempts are counted here, too: a stolen access token must not be a way to guess the password.
  const account = await checkPassword(context, email, currentPassword, { sessionId: viewer.sessionId, field: CURRENT })
  const passwordHash = await context.hasher.inTurn((argon) => argon.hash(newPassword))
  return context.transact(async (tx) => {
    const user = await lockCheckedUser(tx, account)
    // Another change came first, and its owner must know: what was given is not the password any more.
    if (!user) throw refusal('INVALID_CREDENTIALS', CURRENT)
    await replacePassword(tx, user.id, passwordHash)
    await endSessions(tx, user.id, { now: context.clock.now(), keptId: viewer.sessionId })
    return user
  })
}
