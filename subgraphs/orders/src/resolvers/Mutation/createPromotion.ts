import { settle } from '@shop/subgraph/user-errors'
import { requireRole } from '@shop/subgraph/viewer'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { createPromotion as create } from '../../promotion/create-promotion.ts'

export const createPromotion: NonNullable<MutationResolvers['createPromotion']> = async (
  _source,
  { input },
  context,
) => {
  requireRole(context.viewer, 'STAFF')
  const { code, percentageOff, startsAt = null, endsAt = null, usageLimit = null } = input
  const { value, userErrors } = await settle(() =>
    create(context, { code, percentageOff, startsAt, endsAt, usageLimit }),
  )
  return { promotion: value, userErrors }
}
