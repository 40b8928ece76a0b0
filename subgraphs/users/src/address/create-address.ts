import type { Clock } from '@shop/subgraph/clock'
import { accountErased } from '@shop/subgraph/errors'
import { refuseIfAny } from '@shop/subgraph/user-errors'
import type { Viewer } from '@shop/subgraph/viewer'
import { randomUUID } from 'node:crypto'
import type { UsersTransact } from '../context.ts'
import { refusal } from '../errors.ts'
import { lockUser } from '../user/user-store.ts'
import { checkAddress, MAXIMUM_ADDRESSES, tidyAddress } from './address.ts'
import type { AddressParts } from './address.ts'
import { clearDefault, countAddresses, insertAddress } from './address-store.ts'
import type { AddressRow } from './address-store.ts'

/**
 * Adds an entry to the viewer's address book. Throws a Refusal: BLANK, TOO_LONG, INVALID_COUNTRY_CODE, INVALID_PHONE,
 * LIMIT_REACHED.
 */
export async function createAddress(
  context: { transact: UsersTransact; clock: Clock },
  viewer: Viewer,
  { address, isDefault }: { address: AddressParts; isDefault: boolean },
): Promise<AddressRow> {
  refuseIfAny(...checkAddress(address, ['input', 'address']))
  const userId = viewer.id
  return context.transact(async (tx) => {
    // The lock keeps the limit and the one default true when two are added at once.
    if (!(await lockUser(tx, userId))) throw accountErased()
    if ((await countAddresses(tx, userId)) >= MAXIMUM_ADDRESSES) throw refusal('LIMIT_REACHED', null)
    if (isDefault) await clearDefault(tx, userId)
    const createdAt = context.clock.now()
    return insertAddress(tx, { id: randomUUID(), userId, isDefault, createdAt, ...tidyAddress(address) })
  })
}
