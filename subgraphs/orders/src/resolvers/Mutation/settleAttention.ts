import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireRole } from '@shop/subgraph/viewer'
import { expectedVersionOf } from '../../expected-version.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { settleAttention as settleReason } from '../../order/settle-attention.ts'

export const settleAttention: NonNullable<MutationResolvers['settleAttention']> = async (
  _source,
  { input },
  context,
) => {
  const viewer = requireRole(context.viewer, 'STAFF')
  const { idempotencyKey, kind } = input
  const orderId = fromGlobalId(input.orderId, 'Order', ['input', 'orderId'])
  const { returnId } = input
  const ofReturn = returnId == null ? {} : { returnId: fromGlobalId(returnId, 'Return', ['input', 'returnId']) }
  const request = { idempotencyKey, orderId, kind, ...ofReturn, ...expectedVersionOf(input) }
  const { value: id, userErrors } = await settle(() => settleReason(context, viewer, request))
  return { order: id === null ? null : await context.loaders.order.load(id), userErrors }
}
