import { appendEvent } from '@shop/events/outbox'
import { UserErased } from '@shop/schema/events/users'
import { accountErased } from '@shop/subgraph/errors'
import type { Viewer } from '@shop/subgraph/viewer'
import type { UsersTransact } from '../context.ts'
import { refusal } from '../errors.ts'
import { forgetNotificationChanges } from '../notification/notification-store.ts'
import { forgetAttempts } from '../password/login-throttle-store.ts'
import { checkPassword } from '../password/check-password.ts'
import type { PasswordContext } from '../password/check-password.ts'
import { endAllAccess } from '../session/end-sessions.ts'
import { normalizeEmail } from './user.ts'
import { findEmail, lockCheckedUser, scrubUser } from './user-store.ts'

const FIELD = ['input', 'password']

/**
 * Erases the viewer's account for good and answers its id. Throws UNAUTHENTICATED when there is none (any more), and a
 * Refusal: INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS.
 */
export async function eraseUser(
  context: PasswordContext & { transact: UsersTransact },
  viewer: Viewer,
  password: string,
): Promise<string> {
  const email = await findEmail(context.database, viewer.id)
  if (email === null) throw accountErased()
  // Attempts are counted here, too: a stolen access token must not be a way to guess the password.
  const account = await checkPassword(context, email, password, { sessionId: viewer.sessionId, field: FIELD })
  return context.transact(async (tx) => {
    // Erased since its password was checked, or the password is another.
    if (!(await lockCheckedUser(tx, account))) throw refusal('INVALID_CREDENTIALS', FIELD)
    const userId = account.id
    const now = context.clock.now()
    await endAllAccess(tx, userId, now)
    await forgetNotificationChanges(tx, userId)
    await forgetAttempts(tx, normalizeEmail(email))
    await scrubUser(tx, userId, now)
    await appendEvent(tx, UserErased, { subject: userId, data: { userId } })
    return userId
  })
}
