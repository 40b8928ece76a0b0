import { accountOf } from '../../authorize.ts'
import type { QueryResolvers } from '../../generated/graphql.ts'

export const me: NonNullable<QueryResolvers['me']> = async (_parent, _arguments, { viewer, loaders }) => {
  const id = accountOf(viewer)
  const user = id === null ? null : await loaders.user.load(id)
  // An access token outlives the account for some minutes.
  return user?.erasedAt ? null : user
}
