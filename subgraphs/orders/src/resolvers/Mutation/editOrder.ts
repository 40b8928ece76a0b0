import { fromGlobalId } from '@shop/subgraph/global-id'
import { toMinorUnits } from '@shop/subgraph/money'
import { settle } from '@shop/subgraph/user-errors'
import { requireViewer } from '@shop/subgraph/viewer'
import { editOrder as edit, type EditOrderInput } from '../../edit/edit-order.ts'
import type { EditOrderInput as Input, MutationResolvers } from '../../generated/graphql.ts'
import { loadVisibleEdit } from '../../visible-order.ts'

export const editOrder: NonNullable<MutationResolvers['editOrder']> = async (_source, { input }, context) => {
  const viewer = requireViewer(context.viewer)
  const request = readInput(input)
  const { value: id, userErrors } = await settle(() => edit(context, viewer, request))
  return { ...(await loadVisibleEdit(context, request.orderId, id)), userErrors }
}

function readInput({ shippingAddress, expectedTotal, shippingMethodId, ...input }: Input): EditOrderInput {
  return {
    idempotencyKey: input.idempotencyKey,
    orderId: fromGlobalId(input.orderId, 'Order', ['input', 'orderId']),
    expectedVersion: input.expectedVersion,
    lines: (input.lines ?? []).map(({ orderLineId, quantity }, index) => ({
      orderLineId: fromGlobalId(orderLineId, 'OrderLine', ['input', 'lines', String(index), 'orderLineId']),
      quantity,
    })),
    cancelLines: [],
    addLines: (input.addLines ?? []).map(({ variantId, quantity }, index) => ({
      variantId: fromGlobalId(variantId, 'ProductVariant', ['input', 'addLines', String(index), 'variantId']),
      quantity,
    })),
    shippingAddress: shippingAddress
      ? {
          ...shippingAddress,
          line2: shippingAddress.line2 ?? null,
          region: shippingAddress.region ?? null,
          phone: shippingAddress.phone ?? null,
        }
      : null,
    shippingMethodId:
      shippingMethodId == null ? null : fromGlobalId(shippingMethodId, 'ShippingMethod', ['input', 'shippingMethodId']),
    expectedTotal: expectedTotal
      ? {
          amount: toMinorUnits(expectedTotal.amount, expectedTotal.currencyCode),
          currencyCode: expectedTotal.currencyCode,
        }
      : null,
  }
}
