import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireViewer } from '@shop/subgraph/viewer'
import { canViewOrderMoney } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { confirmPayment as confirm } from '../../payment/confirm-payment.ts'

export const confirmPayment: NonNullable<MutationResolvers['confirmPayment']> = async (_parent, { input }, context) => {
  const viewer = requireViewer(context.viewer)
  const paymentId = fromGlobalId(input.paymentId, 'Payment', ['input', 'paymentId'])
  const { userErrors } = await settle(() => confirm(context, viewer, { ...input, paymentId }))
  if (userErrors.length > 0) return { __typename: 'ConfirmPaymentRejection', userErrors }
  const payment = await context.loaders.payment.load(paymentId)
  // One that is repeated for its key may be of an order that became another's meanwhile.
  const isVisible = payment && canViewOrderMoney(viewer, await context.loaders.order.load(payment.orderId))
  return { __typename: 'ConfirmPaymentSuccess', payment: isVisible ? payment : null }
}
