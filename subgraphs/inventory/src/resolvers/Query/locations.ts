import { requireStaff } from '../../authorize.ts'
import type { QueryResolvers } from '../../generated/graphql.ts'
import { readLocations } from '../../location/location-store.ts'

export const locations: NonNullable<QueryResolvers['locations']> = async (_parent, _arguments, context) => {
  requireStaff(context.viewer)
  return readLocations(context.database)
}
