import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireViewer } from '@shop/subgraph/viewer'
import { editOrder } from '../../edit/edit-order.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { loadVisibleEdit } from '../../visible-order.ts'

export const cancelOrderLines: NonNullable<MutationResolvers['cancelOrderLines']> = async (
  _source,
  { input },
  context,
) => {
  const viewer = requireViewer(context.viewer)
  const request = {
    idempotencyKey: input.idempotencyKey,
    orderId: fromGlobalId(input.orderId, 'Order', ['input', 'orderId']),
    expectedVersion: input.expectedVersion,
    lines: [],
    cancelLines: input.lines.map(({ orderLineId, quantity }, index) => ({
      orderLineId: fromGlobalId(orderLineId, 'OrderLine', ['input', 'lines', String(index), 'orderLineId']),
      quantity,
    })),
    addLines: [],
    shippingAddress: null,
    shippingMethodId: null,
    expectedTotal: null,
  }
  const { value: id, userErrors } = await settle(() => editOrder(context, viewer, request, 'cancelOrderLines'))
  return { ...(await loadVisibleEdit(context, request.orderId, id)), userErrors }
}
