import type { Clock } from '@shop/subgraph/clock'
import { refusal } from '../errors.ts'
import { MAXIMUM_EMAIL_LENGTH, MAXIMUM_PASSWORD_LENGTH, normalizeEmail } from '../user/user.ts'
import { findCredentials } from '../user/user-store.ts'
import type { CheckedAccount, Database } from '../user/user-store.ts'
import { attempterOf, beginAttempt, forgetAttempts } from './login-throttle-store.ts'
import type { PasswordHasher } from './password-hasher.ts'

/** What a password is checked with. */
export type PasswordContext = { database: Database; hasher: PasswordHasher; clock: Clock }

/**
 * The account that email and password belong to; lock it with `lockCheckedUser` before something is done in its name. An unknown email takes the same time, the same statements and the
 * same code as a wrong password. `sessionId` is a session of theirs, by which they are known. Throws a Refusal: INVALID_CREDENTIALS or TOO_MANY_ATTEMPTS.
 */
export async function checkPassword(
  context: PasswordContext,
  email: string,
  password: string,
  { sessionId = null, field = null }: { sessionId?: string | null; field?: readonly string[] | null } = {},
): Promise<CheckedAccount> {
  const { database, hasher, clock } = context
  const emailNormalized = normalizeEmail(email)
  // No account has one so long, and the table of attempts must not keep it; or without an @, like the name of a session there.
  if (emailNormalized.length > MAXIMUM_EMAIL_LENGTH || !emailNormalized.includes('@'))
    throw refusal('INVALID_CREDENTIALS', field)

  const attempter = attempterOf(emailNormalized, sessionId)
  // Counted when it is its turn: a crowd of right attempts has no more than a few counted at once.
  const outcome = await hasher.inTurn(async (argon) => {
    if (!(await beginAttempt(database, attempter, clock.now()))) return 'throttled'
    const account = await findCredentials(database, emailNormalized)
    const possible = password.length <= MAXIMUM_PASSWORD_LENGTH
    const matches = await argon.verify(possible && account ? account.passwordHash : null, possible ? password : '')
    if (!matches || !account) return 'wrong'
    await forgetAttempts(database, attempter)
    return account
  })
  if (outcome === 'throttled') throw refusal('TOO_MANY_ATTEMPTS', field)
  if (outcome === 'wrong') throw refusal('INVALID_CREDENTIALS', field)
  return outcome
}
