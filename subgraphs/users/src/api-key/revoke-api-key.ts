import type { Clock } from '@shop/subgraph/clock'
import { fromGlobalId } from '@shop/subgraph/global-id'
import type { Viewer } from '@shop/subgraph/viewer'
import { refusal } from '../errors.ts'
import type { Database } from '../user/user-store.ts'
import { revokeApiKeyOf } from './api-key-store.ts'
import type { ApiKeyRow } from './api-key-store.ts'

/** Revokes a key of the viewer; doing it again changes nothing. Throws a Refusal: NOT_FOUND. */
export async function revokeApiKey(
  context: { database: Database; clock: Clock },
  viewer: Viewer,
  globalId: string,
): Promise<ApiKeyRow> {
  const id = fromGlobalId(globalId, 'ApiKey', ['input', 'id'])
  const key = await revokeApiKeyOf(context.database, { id, userId: viewer.id }, context.clock.now())
  if (!key) throw refusal('NOT_FOUND', ['input', 'id'])
  return key
}
