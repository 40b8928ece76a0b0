import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireViewer } from '@shop/subgraph/viewer'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { requestReturn as request } from '../../return/request-return.ts'

export const requestReturn: NonNullable<MutationResolvers['requestReturn']> = async (_source, { input }, context) => {
  const viewer = requireViewer(context.viewer)
  const { idempotencyKey, reason } = input
  const orderId = fromGlobalId(input.orderId, 'Order', ['input', 'orderId'])
  const lines = input.lines.map(({ orderLineId, quantity }, index) => ({
    orderLineId: fromGlobalId(orderLineId, 'OrderLine', ['input', 'lines', String(index), 'orderLineId']),
    quantity,
  }))
  const { value: id, userErrors } = await settle(() =>
    request(context, viewer, { idempotencyKey, orderId, lines, reason }),
  )
  return { return: id === null ? null : await context.loaders.return.load(id), userErrors }
}
