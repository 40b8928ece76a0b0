import { appendEvent } from '@shop/events/outbox'
import { SessionsEnded } from '@shop/schema/events/users'
import type { Transaction } from '../database.ts'
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

/** Access tokens name an API key as their session: it ends when the key is revoked. */
export async function tellSessionsEnded(tx: Transaction, userId: string, sessionIds: string[]): Promise<void> {
  await appendEvent(tx, SessionsEnded, { subject: userId, data: { userId, sessionIds } })
}
