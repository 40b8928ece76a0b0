import { requireRole } from '@shop/subgraph/viewer'
import { SHOP_CURRENCY } from '@shop/schema/shop-currency'
import type { QueryResolvers } from '../../generated/graphql.ts'
import { findActive } from '../../statistics/generation-store.ts'
import { readReportPeriod } from '../../statistics/report-period.ts'

export const salesStatistics: NonNullable<QueryResolvers['salesStatistics']> = async (
  _source,
  { from, to, currencyCode },
  { viewer, database, clock, timeZone },
) => {
  requireRole(viewer, 'STAFF')
  const generation = await findActive(database)
  const period = readReportPeriod({ from, to }, { now: clock.now(), timeZone: generation?.timeZone ?? timeZone })
  if (!generation) return null
  const { id, timeZone: zone } = generation
  return { ...period, generation: id, timeZone: zone, currencyCode: currencyCode ?? SHOP_CURRENCY }
}
