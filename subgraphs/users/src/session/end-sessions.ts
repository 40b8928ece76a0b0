import { appendEvent } from '@shop/events/outbox'
import { SessionsEnded } from '@shop/schema/events/users'
import type { Transaction } from '../database.ts'
import { readWorkingApiKeyIds } from '../api-key/api-key-store.ts'
import { markEnded, type SessionChoice } from './session-store.ts'

/**
 * Ends sessions of a user, and tells everybody, so that what is followed live ends with them; false when there was none that
 * was open. To end all of them, call it with the user locked, so that none is opened meanwhile.
 */
export async function endSessions(
  tx: Transaction,
  userId: string,
  { now, ...choice }: SessionChoice & { now: Date },
): Promise<boolean> {
  const sessionIds = await markEnded(tx, userId, choice, now)
  if (sessionIds.length === 0) return false
  await tellSessionsEnded(tx, userId, sessionIds)
  return true
}

/**
 * The account is gone, or may do other things than before: ends all sessions, and what is followed live with API keys. A key that
 * still works goes on with tokens of the new roles. To be called with the user locked.
 */
export async function endAllAccess(tx: Transaction, userId: string, now: Date): Promise<void> {
  const sessionIds = [...(await markEnded(tx, userId, {}, now)), ...(await readWorkingApiKeyIds(tx, userId))]
  if (sessionIds.length > 0) await tellSessionsEnded(tx, userId, sessionIds)
}

/** Access tokens name an API key as their session: it ends when the key is revoked. */
export async function tellSessionsEnded(tx: Transaction, userId: string, sessionIds: string[]): Promise<void> {
  await appendEvent(tx, SessionsEnded, { subject: userId, data: { userId, sessionIds } })
}
