import { settle } from '@shop/subgraph/user-errors'
import { requireStaff } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { transferStock as transfer } from '../../stock/transfer-stock.ts'

export const transferStock: NonNullable<MutationResolvers['transferStock']> = async (_parent, { input }, context) => {
  const viewer = requireStaff(context.viewer)
  const { value, userErrors } = await settle(() => transfer(context, viewer, input))
  return { from: value?.from ?? null, to: value?.to ?? null, userErrors }
}
