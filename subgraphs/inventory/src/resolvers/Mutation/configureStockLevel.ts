import { settle } from '@shop/subgraph/user-errors'
import { requireStaff } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { configureStockLevel as configure } from '../../stock/configure-stock-level.ts'

export const configureStockLevel: NonNullable<MutationResolvers['configureStockLevel']> = async (
  _parent,
  { input },
  context,
) => {
  requireStaff(context.viewer)
  const { value, userErrors } = await settle(() => configure(context, input))
  return { stockLevel: value, userErrors }
}
