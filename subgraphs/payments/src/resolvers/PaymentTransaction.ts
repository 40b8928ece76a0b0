import { toGlobalId } from '@shop/subgraph/global-id'
import { toMoney } from '@shop/subgraph/money'
import type { PaymentTransactionResolvers } from '../generated/graphql.ts'

export const PaymentTransaction: PaymentTransactionResolvers = {
  id: (transaction) => toGlobalId('PaymentTransaction', transaction.id),
  amount: (transaction) => toMoney(transaction.amount, transaction.currency),
  refund: (transaction, _arguments, { loaders }) =>
    transaction.refundId === null ? null : loaders.refund.load(transaction.refundId),
}
