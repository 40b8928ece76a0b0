import { settle } from '@shop/subgraph/user-errors'
import { requireAdmin } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { updateUserRoles as update } from '../../user/update-user-roles.ts'

export const updateUserRoles: NonNullable<MutationResolvers['updateUserRoles']> = async (
  _parent,
  { input },
  context,
) => {
  const viewer = requireAdmin(context.viewer)
  const { value, userErrors } = await settle(() => update(context, viewer, input))
  return { user: value, userErrors }
}
