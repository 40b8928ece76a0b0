import { settle } from '@shop/subgraph/user-errors'
import { requireStaff } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { importStock as importRows } from '../../stock-import/import-stock.ts'

export const importStock: NonNullable<MutationResolvers['importStock']> = async (_parent, { input }, context) => {
  const viewer = requireStaff(context.viewer)
  const { value, userErrors } = await settle(() => importRows(context, viewer, input))
  return { report: value, userErrors }
}
