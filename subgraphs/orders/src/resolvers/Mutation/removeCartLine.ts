import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireViewer } from '@shop/subgraph/viewer'
import { removeCartLine as removeLine } from '../../cart/remove-cart-line.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'

export const removeCartLine: NonNullable<MutationResolvers['removeCartLine']> = async (_source, { input }, context) => {
  const viewer = requireViewer(context.viewer)
  const lineId = fromGlobalId(input.id, 'CartLine', ['input', 'id'])
  const { value, userErrors } = await settle(() => removeLine(context, viewer.id, lineId))
  return { cart: value, userErrors }
}
