import { accountErased } from '@shop/subgraph/errors'
import { fromGlobalId } from '@shop/subgraph/global-id'
import { refuseIfAny } from '@shop/subgraph/user-errors'
import type { Viewer } from '@shop/subgraph/viewer'
import type { UsersTransact } from '../context.ts'
import { refusal } from '../errors.ts'
import { lockUser } from '../user/user-store.ts'
import { checkAddress, tidyAddress } from './address.ts'
import type { AddressParts } from './address.ts'
import { clearDefault, replaceAddress } from './address-store.ts'
import type { AddressRow } from './address-store.ts'

/** Replaces an entry of the viewer's address book. Throws a Refusal: NOT_FOUND and those of createAddress. */
export async function updateAddress(
  context: { transact: UsersTransact },
  viewer: Viewer,
  input: { id: string; address: AddressParts; isDefault?: boolean | null },
): Promise<AddressRow> {
  const id = fromGlobalId(input.id, 'Address', ['input', 'id'])
  refuseIfAny(...checkAddress(input.address, ['input', 'address']))
  const userId = viewer.id
  return context.transact(async (tx) => {
    if (!(await lockUser(tx, userId))) throw accountErased()
    if (input.isDefault) await clearDefault(tx, userId)
    const isDefault = input.isDefault == null ? {} : { isDefault: input.isDefault }
    const row = await replaceAddress(tx, { id, userId }, { ...tidyAddress(input.address), ...isDefault })
    // Rolls back, so the default stays where it was.
    if (!row) throw refusal('NOT_FOUND', ['input', 'id'])
    return row
  })
}
