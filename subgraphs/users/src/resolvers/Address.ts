import { fromGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { canViewPerson } from '../authorize.ts'
import type { AddressResolvers } from '../generated/graphql.ts'

export const Address: AddressResolvers = {
  id: (address) => toGlobalId('Address', address.id),
  async __resolveReference({ id }, context) {
    const address = await context.loaders.address.load(fromGlobalId(id, 'Address'))
    return address && canViewPerson(context, address.userId) ? address : null
  },
}
