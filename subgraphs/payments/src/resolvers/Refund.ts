import { parseGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { toMoney } from '@shop/subgraph/money'
import { canViewOrderMoney } from '../authorize.ts'
import type { RefundResolvers } from '../generated/graphql.ts'
import { required } from '../required.ts'

export const Refund: RefundResolvers = {
  id: (refund) => toGlobalId('Refund', refund.id),
  payment: async (refund, _arguments, { loaders }) => required(await loaders.payment.load(refund.paymentId)),
  failureCode: ({ status, failureCode }) => (status === 'FAILED' ? failureCode : null),
  amount: (refund) => toMoney(refund.amount, refund.currency),
  async __resolveReference(reference, { viewer, loaders }) {
    const parsed = parseGlobalId(reference.id)
    const refund = parsed?.type === 'Refund' ? await loaders.refund.load(parsed.id) : null
    const payment = refund && (await loaders.payment.load(refund.paymentId))
    return payment && canViewOrderMoney(viewer, await loaders.order.load(payment.orderId)) ? refund : null
  },
}
