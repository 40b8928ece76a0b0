import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireRole } from '@shop/subgraph/viewer'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { endPromotion as end } from '../../promotion/end-promotion.ts'

export const endPromotion: NonNullable<MutationResolvers['endPromotion']> = async (_source, { input }, context) => {
  requireRole(context.viewer, 'STAFF')
  const id = fromGlobalId(input.id, 'Promotion', ['input', 'id'])
  const { value, userErrors } = await settle(() => end(context, id))
  return { promotion: value, userErrors }
}
