import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireViewer } from '@shop/subgraph/viewer'
import { canViewOrderMoney } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { payOrder as pay } from '../../payment/pay-order.ts'

export const payOrder: NonNullable<MutationResolvers['payOrder']> = async (_parent, { input }, context) => {
  const viewer = requireViewer(context.viewer)
  const orderId = fromGlobalId(input.orderId, 'Order', ['input', 'orderId'])
  const { value, userErrors } = await settle(() =>
    pay(context, viewer, { ...input, orderId, amount: input.amount ?? null }),
  )
  // One that is repeated for its key may be of an order that became another's meanwhile.
  const isVisible = canViewOrderMoney(viewer, await context.loaders.order.load(orderId))
  return { payment: value === null || !isVisible ? null : await context.loaders.payment.load(value), userErrors }
}
