import { settle } from '@shop/subgraph/user-errors'
import { requireViewer } from '@shop/subgraph/viewer'
import { applyPromotionCode as applyCode } from '../../cart/apply-promotion-code.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'

export const applyPromotionCode: NonNullable<MutationResolvers['applyPromotionCode']> = async (
  _source,
  { input },
  context,
) => {
  const viewer = requireViewer(context.viewer)
  const { value, userErrors } = await settle(() => applyCode(context, viewer.id, input.code ?? null))
  return { cart: value, userErrors }
}
