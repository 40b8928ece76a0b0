import { CurrencyCode, DateTime, Decimal } from '@shop/subgraph/scalars'
import type { Resolvers } from './generated/graphql.ts'
import { LedgerEntry } from './resolvers/LedgerEntry.ts'
import { confirmPayment } from './resolvers/Mutation/confirmPayment.ts'
import { refundPayment } from './resolvers/Mutation/refundPayment.ts'
import { resolvePaymentsDeadLetter } from './resolvers/Mutation/resolvePaymentsDeadLetter.ts'
import { retryPaymentsDeadLetter } from './resolvers/Mutation/retryPaymentsDeadLetter.ts'
import { Order } from './resolvers/Order.ts'
import { Payment } from './resolvers/Payment.ts'
import { ledgerEntries } from './resolvers/Query/ledgerEntries.ts'
import { payment } from './resolvers/Query/payment.ts'
import { payments } from './resolvers/Query/payments.ts'
import { paymentsDeadLetters } from './resolvers/Query/paymentsDeadLetters.ts'
import { Refund } from './resolvers/Refund.ts'

/** Everything that payments answers. */
export const resolvers: Resolvers = {
  DateTime,
  Decimal,
  CurrencyCode,
  Query: { payment, payments, ledgerEntries, paymentsDeadLetters },
  Mutation: { confirmPayment, refundPayment, resolvePaymentsDeadLetter, retryPaymentsDeadLetter },
  Payment,
  Refund,
  LedgerEntry,
  Order,
}
