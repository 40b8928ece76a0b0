import { fromGlobalId } from '@shop/subgraph/global-id'
import { isSelf, requireStaff } from '../../authorize.ts'
import type { QueryResolvers } from '../../generated/graphql.ts'

export const user: NonNullable<QueryResolvers['user']> = async (_parent, arguments_, context) => {
  const id = fromGlobalId(arguments_.id, 'User', ['id'])
  if (!isSelf(context, id)) requireStaff(context.viewer)
  return context.loaders.user.load(id)
}
