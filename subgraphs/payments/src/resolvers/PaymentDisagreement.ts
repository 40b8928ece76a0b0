import { toGlobalId } from '@shop/subgraph/global-id'
import type { PaymentDisagreementResolvers } from '../generated/graphql.ts'

export const PaymentDisagreement: PaymentDisagreementResolvers = {
  id: (disagreement) => toGlobalId('PaymentDisagreement', disagreement.id),
  payment: ({ paymentId }, _arguments, { loaders }) => (paymentId === null ? null : loaders.payment.load(paymentId)),
}
