import { newId } from '@shop/subgraph/new-id'
import type { Transaction } from '../database.ts'
import type { TransactionKind, TransactionStatus } from '../generated/prisma/client.ts'

export type NewTransaction = {
  paymentId: string
  refundId?: string
  kind: TransactionKind
  status: TransactionStatus
  amount: bigint
  currency: string
  providerKey: string
  failureCode?: string
  createdAt: Date
}

/** Adds a row to the history of what the provider was asked and answered; gives its id. */
export async function appendTransaction(tx: Transaction, transaction: NewTransaction): Promise<string> {
  const id = newId()
  await tx.paymentTransaction.createMany({ data: [{ id, ...transaction }] })
  return id
}
