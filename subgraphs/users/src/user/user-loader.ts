import { createLoader } from '@shop/subgraph/loader'
import { readUsers } from './user-store.ts'
import type { Database } from './user-store.ts'

/** Users by id, for one request. */
export function createUserLoader(database: Database) {
  return createLoader(
    (ids: readonly string[]) => readUsers(database, ids),
    (user) => user.id,
  )
}
