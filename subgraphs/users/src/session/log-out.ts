import type { Clock } from '@shop/subgraph/clock'
import { fromGlobalId } from '@shop/subgraph/global-id'
import type { Viewer } from '@shop/subgraph/viewer'
import { refusal } from '../errors.ts'
import type { Database } from '../user/user-store.ts'
import { endSession } from './session-store.ts'

/** Ends the viewer's session, or another of theirs by its global id, and answers its uuid. Throws a Refusal: NOT_FOUND. */
export async function logOut(
  context: { database: Database; clock: Clock },
  viewer: Viewer,
  sessionId: string | null | undefined,
): Promise<string> {
  const field = ['input', 'sessionId']
  const id = sessionId == null ? viewer.sessionId : fromGlobalId(sessionId, 'Session', field)
  const ended = await endSession(context.database, { id, userId: viewer.id }, context.clock.now())
  if (!ended) throw refusal('NOT_FOUND', sessionId == null ? null : field)
  return id
}
