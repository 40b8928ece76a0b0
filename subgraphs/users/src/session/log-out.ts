import type { Clock } from '@shop/subgraph/clock'
import { fromGlobalId } from '@shop/subgraph/global-id'
import type { Viewer } from '@shop/subgraph/viewer'
import type { UsersTransact } from '../context.ts'
import { refusal } from '../errors.ts'
import { endSessions } from './end-sessions.ts'

/** Ends the viewer's session, or another of theirs by its global id, and answers its uuid. Throws a Refusal: NOT_FOUND. */
export async function logOut(
  context: { transact: UsersTransact; clock: Clock },
  viewer: Viewer,
  sessionId: string | null | undefined,
): Promise<string> {
  const field = ['input', 'sessionId']
  const id = sessionId == null ? viewer.sessionId : fromGlobalId(sessionId, 'Session', field)
  const ended = await context.transact((tx) => endSessions(tx, viewer.id, { onlyId: id, now: context.clock.now() }))
  if (!ended) throw refusal('NOT_FOUND', sessionId == null ? null : field)
  return id
}
