import { fromGlobalId } from '@shop/subgraph/global-id'
import type { Viewer } from '@shop/subgraph/viewer'
import { refusal } from '../errors.ts'
import type { Database } from '../user/user-store.ts'
import { removeAddress } from './address-store.ts'

/** Removes an entry of the viewer's address book and answers its uuid. Throws a Refusal: NOT_FOUND. */
export async function deleteAddress(
  context: { database: Database },
  viewer: Viewer,
  globalId: string,
): Promise<string> {
  const id = fromGlobalId(globalId, 'Address', ['input', 'id'])
  if (!(await removeAddress(context.database, { id, userId: viewer.id }))) throw refusal('NOT_FOUND', ['input', 'id'])
  return id
}
