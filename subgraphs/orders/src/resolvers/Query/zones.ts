import { requireRole } from '@shop/subgraph/viewer'
import type { QueryResolvers } from '../../generated/graphql.ts'
import { findZones } from '../../zone/zone-store.ts'

export const zones: NonNullable<QueryResolvers['zones']> = async (_source, _args, { viewer, database }) => {
  requireRole(viewer, 'STAFF')
  return findZones(database)
}
