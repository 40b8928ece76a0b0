import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireRole } from '@shop/subgraph/viewer'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { refundPayment as refund } from '../../refund/refund-payment.ts'

export const refundPayment: NonNullable<MutationResolvers['refundPayment']> = async (_parent, { input }, context) => {
  const viewer = requireRole(context.viewer, 'ADMIN')
  const paymentId = fromGlobalId(input.paymentId, 'Payment', ['input', 'paymentId'])
  const { makesGood, amount = null, ...rest } = input
  const refused = makesGood == null ? {} : { makesGood: fromGlobalId(makesGood, 'Refund', ['input', 'makesGood']) }
  const { value, userErrors } = await settle(() => refund(context, viewer, { ...rest, ...refused, paymentId, amount }))
  return { refund: value === null ? null : await context.loaders.refund.load(value), userErrors }
}
