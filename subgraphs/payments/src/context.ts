import type { Clock } from '@shop/subgraph/clock'
import type { DeadLetterDesk } from '@shop/subgraph/dead-letter-desk'
import type { Log } from '@shop/subgraph/log'
import type { Viewer } from '@shop/subgraph/viewer'
import type DataLoader from 'dataloader'
import type { PaymentsConfig } from './config.ts'
import type { Database } from './database.ts'
import { createLedgerEntryLoader } from './ledger/ledger-loader.ts'
import type { LedgerEntryRow } from './ledger/ledger-store.ts'
import { createOrderLoader } from './order/order-loader.ts'
import type { OrderRow } from './order/order-store.ts'
import { createPaymentLoader, createPaymentsOfOrderLoader } from './payment/payment-loader.ts'
import type { PaymentRow } from './payment/payment-store.ts'
import type { PaymentProvider, ProviderNotice } from './provider/provider.ts'
import { createRefundLoader, createRefundsOfPaymentLoader } from './refund/refund-loader.ts'
import type { RefundRow } from './refund/refund-store.ts'
import { createTransactionsOfPaymentLoader } from './transaction/transaction-loader.ts'
import type { TransactionRow } from './transaction/transaction-store.ts'

/** What lives as long as the process. */
export type ProcessContext = {
  config: PaymentsConfig
  database: Database
  deadLetters: DeadLetterDesk
  provider: PaymentProvider
  /** Resolves when the webhook is written down; true when it tells of something new. */
  recordWebhook(notice: ProviderNotice): Promise<boolean>
  clock: Clock
  log: Log
  /** Call it after a commit that left work for the provider or an event: the workers and the relay look at once. */
  wake(): void
  /** Call it after a commit that left at most an event. */
  wakeRelay(): void
  /** Call it after a commit that made a payment due to be compared with the provider's books. */
  wakeChecks(): void
}

/** What a consumer of events has beside its transaction. */
export type ConsumerContext = Pick<ProcessContext, 'clock' | 'config'> & {
  /** Says that a payment is due when the transaction is committed. */
  noteDue(): void
}

/** What a worker's step needs. */
export type StepContext = Pick<
  ProcessContext,
  'config' | 'database' | 'provider' | 'clock' | 'log' | 'wake' | 'wakeRelay'
>

/** Remember one viewer's rows, so they end with the request. */
export type Loaders = {
  order: DataLoader<string, OrderRow | null>
  payment: DataLoader<string, PaymentRow | null>
  paymentsOfOrder: DataLoader<string, PaymentRow[]>
  refund: DataLoader<string, RefundRow | null>
  refundsOfPayment: DataLoader<string, RefundRow[]>
  transactionsOfPayment: DataLoader<string, TransactionRow[]>
  ledgerEntry: DataLoader<string, LedgerEntryRow | null>
}

/** What lives as long as a request. */
export type RequestContext = Pick<ProcessContext, 'database' | 'deadLetters' | 'clock' | 'wake'> & {
  viewer: Viewer | null
  loaders: Loaders
}

export function createRequestContext(process: ProcessContext, viewer: Viewer | null): RequestContext {
  const { database, deadLetters, clock, wake } = process
  const loaders = {
    order: createOrderLoader(database),
    payment: createPaymentLoader(database),
    paymentsOfOrder: createPaymentsOfOrderLoader(database),
    refund: createRefundLoader(database),
    refundsOfPayment: createRefundsOfPaymentLoader(database),
    transactionsOfPayment: createTransactionsOfPaymentLoader(database),
    ledgerEntry: createLedgerEntryLoader(database),
  }
  return { database, deadLetters, clock, wake, viewer, loaders }
}
