import { requireRole } from '@shop/subgraph/viewer'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { rebuildStatistics as rebuild } from '../../statistics/build-statistics.ts'

export const rebuildStatistics: NonNullable<MutationResolvers['rebuildStatistics']> = async (
  _source,
  _arguments,
  context,
) => {
  requireRole(context.viewer, 'STAFF')
  const { startedAt } = await rebuild(context)
  context.wakeStatistics()
  return { startedAt }
}
