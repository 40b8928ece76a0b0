import { settle } from '@shop/subgraph/user-errors'
import { toGlobalId } from '@shop/subgraph/global-id'
import { requireSignedIn } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { eraseUser } from '../../user/erase-user.ts'

export const eraseAccount: NonNullable<MutationResolvers['eraseAccount']> = async (_parent, { input }, context) => {
  const viewer = requireSignedIn(context.viewer)
  const { value, userErrors } = await settle(() => eraseUser(context, viewer, input.password))
  return { erasedUserId: value && toGlobalId('User', value), userErrors }
}
