import { settle } from '@shop/subgraph/user-errors'
import { requireStaff } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { setStockPolicy as setPolicy } from '../../stock/set-stock-policy.ts'

export const setStockPolicy: NonNullable<MutationResolvers['setStockPolicy']> = async (_parent, { input }, context) => {
  requireStaff(context.viewer)
  const { value, userErrors } = await settle(() => setPolicy(context, input))
  return { variant: value === null ? null : { id: value }, userErrors }
}
