import { requireStaff } from '../../authorize.ts'
import type { QueryResolvers } from '../../generated/graphql.ts'
import { listUsers } from '../../user/list-users.ts'

export const users: NonNullable<QueryResolvers['users']> = async (_parent, arguments_, { viewer, database }) => {
  requireStaff(viewer)
  return listUsers(database, arguments_)
}
