import { fromGlobalId } from '@shop/subgraph/global-id'
import { toMinorUnits } from '@shop/subgraph/money'
import { settle } from '@shop/subgraph/user-errors'
import { requireViewer } from '@shop/subgraph/viewer'
import { ownerOf } from '../../authorize.ts'
import type { MutationResolvers, PlaceOrderInput as Input } from '../../generated/graphql.ts'
import { placeOrder as place, type PlaceOrderInput } from '../../order/place-order.ts'
import { loadVisibleOrder } from '../../visible-order.ts'

export const placeOrder: NonNullable<MutationResolvers['placeOrder']> = async (_source, { input }, context) => {
  const owner = ownerOf(requireViewer(context.viewer))
  const request = readInput(input)
  const { value, userErrors } = await settle(() => place(context, owner, request))
  if (value === null) return { __typename: 'PlaceOrderRejection', userErrors }
  const { orderId, placed } = value
  if (placed) context.loaders.order.prime(orderId, placed)
  return { __typename: 'PlaceOrderSuccess', order: await loadVisibleOrder(context, orderId) }
}

function readInput({ shippingAddress, expectedTotal, shippingMethodId, ...input }: Input): PlaceOrderInput {
  const { line2, region, phone, ...address } = shippingAddress
  return {
    idempotencyKey: input.idempotencyKey,
    cartId: fromGlobalId(input.cartId, 'Cart', ['input', 'cartId']),
    email: input.email,
    shippingAddress: { ...address, line2: line2 ?? null, region: region ?? null, phone: phone ?? null },
    paymentMethod: input.paymentMethod,
    // Left out and not null, so that a key from before there was a choice is known again.
    ...(shippingMethodId == null
      ? {}
      : { shippingMethodId: fromGlobalId(shippingMethodId, 'ShippingMethod', ['input', 'shippingMethodId']) }),
    expectedTotal: expectedTotal
      ? {
          amount: toMinorUnits(expectedTotal.amount, expectedTotal.currencyCode),
          currencyCode: expectedTotal.currencyCode,
        }
      : null,
  }
}
