import { fromGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { accountOf } from '../authorize.ts'
import type { ApiKeyResolvers } from '../generated/graphql.ts'
import { readApiKeysOf } from '../api-key/api-key-store.ts'

export const ApiKey: ApiKeyResolvers = {
  id: (apiKey) => toGlobalId('ApiKey', apiKey.id),
  async __resolveReference({ id }, { viewer, database }) {
    const userId = accountOf(viewer)
    const uuid = fromGlobalId(id, 'ApiKey')
    // Only the viewer's own are looked for.
    return userId === null ? null : ((await readApiKeysOf(database, userId, [uuid]))[0] ?? null)
  },
}
