import type { LedgerEntryRow } from './ledger/ledger-store.ts'
import type { PaymentRow } from './payment/payment-store.ts'
import type { DisagreementRow } from './reconciliation/disagreement-store.ts'
import type { RefundRow } from './refund/refund-store.ts'
import type { TransactionRow } from './transaction/transaction-store.ts'

// What stands behind the types of the SDL between resolvers.

export type PaymentMapper = PaymentRow
export type RefundMapper = RefundRow
export type PaymentTransactionMapper = TransactionRow
export type PaymentDisagreementMapper = DisagreementRow
export type LedgerEntryMapper = LedgerEntryRow
/** Not yet looked up, so not yet known to be the viewer's to see: each field decides. */
export type OrderMapper = { id: string }
