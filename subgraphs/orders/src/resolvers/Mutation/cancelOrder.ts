import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireViewer } from '@shop/subgraph/viewer'
import { expectedVersionOf } from '../../expected-version.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { cancelOrder as cancel } from '../../order/cancel-order.ts'
import { loadVisibleOrder } from '../../visible-order.ts'

export const cancelOrder: NonNullable<MutationResolvers['cancelOrder']> = async (_source, { input }, context) => {
  const viewer = requireViewer(context.viewer)
  const orderId = fromGlobalId(input.orderId, 'Order', ['input', 'orderId'])
  const request = { orderId, idempotencyKey: input.idempotencyKey, ...expectedVersionOf(input) }
  const { value: id, userErrors } = await settle(() => cancel(context, viewer, request))
  return { order: id === null ? null : await loadVisibleOrder(context, id), userErrors }
}
