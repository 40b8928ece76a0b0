import { createGroupLoader } from '@shop/subgraph/loader'
import type DataLoader from 'dataloader'
import type { Database } from '../database.ts'
import type { TransactionRow } from './transaction-store.ts'

/** The history of a payment, oldest first. */
export function createTransactionsOfPaymentLoader(database: Database): DataLoader<string, TransactionRow[]> {
  return createGroupLoader(
    (paymentIds) =>
      database.paymentTransaction.findMany({
        where: { paymentId: { in: [...paymentIds] } },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      }),
    (transaction) => transaction.paymentId,
  )
}
