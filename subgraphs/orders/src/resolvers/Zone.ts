import { fromGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { isStaff } from '../authorize.ts'
import type { ZoneResolvers } from '../generated/graphql.ts'
import { toPercent } from '../quote/tax.ts'

export const Zone: ZoneResolvers = {
  __resolveReference: async ({ id }, { viewer, loaders }) =>
    isStaff(viewer) ? loaders.zone.load(fromGlobalId(id, 'Zone')) : null,
  id: (zone) => toGlobalId('Zone', zone.id),
  taxRates: (zone) => zone.taxRates.map(({ ratePpm, ...rate }) => ({ ...rate, rate: toPercent(ratePpm) })),
}
