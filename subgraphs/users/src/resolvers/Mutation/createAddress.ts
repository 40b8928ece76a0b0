import { settle } from '@shop/subgraph/user-errors'
import { requireSignedIn } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { createAddress as create } from '../../address/create-address.ts'

export const createAddress: NonNullable<MutationResolvers['createAddress']> = async (_parent, { input }, context) => {
  const viewer = requireSignedIn(context.viewer)
  const { value, userErrors } = await settle(() =>
    create(context, viewer, { ...input, isDefault: input.isDefault ?? false }),
  )
  return { address: value, userErrors }
}
