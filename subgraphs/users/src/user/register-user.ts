import { appendEvent } from '@shop/events/outbox'
import { UserRegistered } from '@shop/schema/events/users'
import { refuseIfAny } from '@shop/subgraph/user-errors'
import { randomUUID } from 'node:crypto'
import type { SignInContext } from '../context.ts'
import { refusal } from '../errors.ts'
import { welcomeText } from '../notification/notification.ts'
import { insertNotifications } from '../notification/notification-store.ts'
import { appendGuestSignedIn, readGuestToken } from '../session/guest-hand-over.ts'
import { openSession } from '../session/open-session.ts'
import type { Tokens } from '../tokens/access-token.ts'
import { checkRegistration, normalizeEmail } from './user.ts'
import type { Registration } from './user.ts'
import { findCredentials, insertUser } from './user-store.ts'
import type { UserRow } from './user-store.ts'

/**
 * Creates an account and its first session. Throws a Refusal: BLANK, TOO_LONG, INVALID_EMAIL, PASSWORD_TOO_SHORT,
 * TOKEN_INVALID, EMAIL_TAKEN.
 */
export async function registerUser(
  context: SignInContext,
  input: Registration & { guestToken?: string | null },
): Promise<{ user: UserRow; tokens: Tokens }> {
  refuseIfAny(...checkRegistration(input))
  const guestId = await readGuestToken(context.verifyToken, input.guestToken)
  const emailNormalized = normalizeEmail(input.email)
  const taken = () => refusal('EMAIL_TAKEN', ['input', 'email'])
  // Before the costly hash; whether it is still free is decided by the insert.
  if (await findCredentials(context.database, emailNormalized)) throw taken()
  const passwordHash = await context.hasher.inTurn((argon) => argon.hash(input.password))

  return context.transact(async (tx) => {
    const user = await insertUser(tx, {
      id: randomUUID(),
      email: input.email.trim().normalize('NFC'),
      emailNormalized,
      passwordHash,
      givenName: input.givenName.trim(),
      familyName: input.familyName.trim(),
      createdAt: context.clock.now(),
    })
    if (!user) throw taken()
    const { id: userId, createdAt } = user
    const welcome = { id: randomUUID(), userId, orderId: null, createdAt, ...welcomeText(input.givenName.trim()) }
    await insertNotifications(tx, [welcome])
    const tokens = await openSession(tx, context, user)
    await appendEvent(tx, UserRegistered, { subject: userId, data: { userId } })
    if (guestId) await appendGuestSignedIn(tx, { guestId, userId })
    return { user, tokens }
  })
}
