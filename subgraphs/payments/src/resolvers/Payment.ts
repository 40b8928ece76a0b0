import { parseGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { toMoney } from '@shop/subgraph/money'
import { canViewOrderMoney } from '../authorize.ts'
import type { PaymentResolvers } from '../generated/graphql.ts'

export const Payment: PaymentResolvers = {
  id: (payment) => toGlobalId('Payment', payment.id),
  order: (payment) => ({ id: payment.orderId }),
  amount: (payment) => toMoney(payment.amount, payment.currency),
  amountCaptured: (payment) => toMoney(payment.amountCaptured, payment.currency),
  amountRefunded: (payment) => toMoney(payment.amountRefunded, payment.currency),
  amountDisputed: (payment) => toMoney(payment.amountDisputed, payment.currency),
  nextAction({ status, nextActionType, nextActionUrl }) {
    if (status !== 'REQUIRES_ACTION' || nextActionType === null || nextActionUrl === null) return null
    return { type: nextActionType, redirectUrl: nextActionUrl }
  },
  transactions: (payment, _arguments, { loaders }) => loaders.transactionsOfPayment.load(payment.id),
  refunds: (payment, _arguments, { loaders }) => loaders.refundsOfPayment.load(payment.id),
  async __resolveReference(reference, { viewer, loaders }) {
    const parsed = parseGlobalId(reference.id)
    const payment = parsed?.type === 'Payment' ? await loaders.payment.load(parsed.id) : null
    return payment && canViewOrderMoney(viewer, await loaders.order.load(payment.orderId)) ? payment : null
  },
}
