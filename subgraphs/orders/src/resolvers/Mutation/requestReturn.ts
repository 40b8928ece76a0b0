import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireViewer } from '@shop/subgraph/viewer'
import { expectedVersionOf } from '../../expected-version.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { requestReturn as request } from '../../return/request-return.ts'
import { isOrderVisible } from '../../visible-order.ts'

export const requestReturn: NonNullable<MutationResolvers['requestReturn']> = async (_source, { input }, context) => {
  const viewer = requireViewer(context.viewer)
  const { idempotencyKey, reason } = input
  const orderId = fromGlobalId(input.orderId, 'Order', ['input', 'orderId'])
  const lines = input.lines.map(({ orderLineId, quantity }, index) => ({
    orderLineId: fromGlobalId(orderLineId, 'OrderLine', ['input', 'lines', String(index), 'orderLineId']),
    quantity,
  }))
  const { value: id, userErrors } = await settle(() =>
    request(context, viewer, { idempotencyKey, orderId, lines, reason, ...expectedVersionOf(input) }),
  )
  // One that is repeated for its key may be of an order that became another's meanwhile.
  const isVisible = id !== null && (await isOrderVisible(context, orderId))
  return { return: isVisible ? await context.loaders.return.load(id) : null, userErrors }
}
