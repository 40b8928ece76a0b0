import { fromGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { accountOf } from '../authorize.ts'
import type { SessionResolvers } from '../generated/graphql.ts'
import { readSessionsOf } from '../session/session-store.ts'

export const Session: SessionResolvers = {
  id: (session) => toGlobalId('Session', session.id),
  current: (session, _arguments, { viewer }) => viewer?.sessionId === session.id,
  async __resolveReference({ id }, { viewer, database }) {
    const userId = accountOf(viewer)
    const uuid = fromGlobalId(id, 'Session')
    // Only the viewer's own are looked for.
    return userId === null ? null : ((await readSessionsOf(database, userId, [uuid]))[0] ?? null)
  },
}
