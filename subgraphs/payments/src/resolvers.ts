import { CurrencyCode, DateTime, Decimal } from '@shop/subgraph/scalars'
import type { Resolvers } from './generated/graphql.ts'
import { LedgerEntry } from './resolvers/LedgerEntry.ts'
import { confirmPayment } from './resolvers/Mutation/confirmPayment.ts'
import { payOrder } from './resolvers/Mutation/payOrder.ts'
import { refundPayment } from './resolvers/Mutation/refundPayment.ts'
import { resolvePaymentDisagreement } from './resolvers/Mutation/resolvePaymentDisagreement.ts'
import { resolvePaymentsDeadLetter } from './resolvers/Mutation/resolvePaymentsDeadLetter.ts'
import { retryPaymentsDeadLetter } from './resolvers/Mutation/retryPaymentsDeadLetter.ts'
import { Order } from './resolvers/Order.ts'
import { Payment } from './resolvers/Payment.ts'
import { PaymentDisagreement } from './resolvers/PaymentDisagreement.ts'
import { PaymentTransaction } from './resolvers/PaymentTransaction.ts'
import { ledgerEntries } from './resolvers/Query/ledgerEntries.ts'
import { payment } from './resolvers/Query/payment.ts'
import { paymentDisagreements } from './resolvers/Query/paymentDisagreements.ts'
import { payments } from './resolvers/Query/payments.ts'
import { paymentsDeadLetters } from './resolvers/Query/paymentsDeadLetters.ts'
import { Refund } from './resolvers/Refund.ts'

/** Everything that payments answers. */
export const resolvers: Resolvers = {
  DateTime,
  Decimal,
  CurrencyCode,
  Query: { payment, payments, paymentDisagreements, ledgerEntries, paymentsDeadLetters },
  Mutation: {
    confirmPayment,
    payOrder,
    refundPayment,
    resolvePaymentDisagreement,
    resolvePaymentsDeadLetter,
    retryPaymentsDeadLetter,
  },
  Payment,
  PaymentTransaction,
  PaymentDisagreement,
  Refund,
  LedgerEntry,
  Order,
}
