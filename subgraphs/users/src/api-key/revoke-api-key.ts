import type { Clock } from '@shop/subgraph/clock'
import { fromGlobalId } from '@shop/subgraph/global-id'
import type { Viewer } from '@shop/subgraph/viewer'
import type { UsersTransact } from '../context.ts'
import { refusal } from '../errors.ts'
import { tellSessionsEnded } from '../session/end-sessions.ts'
import { revokeApiKeyOf } from './api-key-store.ts'
import type { ApiKeyRow } from './api-key-store.ts'

/** Revokes a key of the viewer, and ends what is followed live with it. Doing it again changes nothing. Throws a Refusal: NOT_FOUND. */
export async function revokeApiKey(
  context: { transact: UsersTransact; clock: Clock },
  viewer: Viewer,
  globalId: string,
): Promise<ApiKeyRow> {
  const id = fromGlobalId(globalId, 'ApiKey', ['input', 'id'])
  const key = await context.transact(async (tx) => {
    const revoked = await revokeApiKeyOf(tx, { id, userId: viewer.id }, context.clock.now())
    if (revoked) await tellSessionsEnded(tx, viewer.id, [id])
    return revoked
  })
  if (!key) throw refusal('NOT_FOUND', ['input', 'id'])
  return key
}
