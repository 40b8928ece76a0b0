import { createGroupLoader, createLoader } from '@shop/subgraph/loader'
import type DataLoader from 'dataloader'
import type { Database } from '../database.ts'
import type { RefundRow } from './refund-store.ts'

export function createRefundLoader(database: Database): DataLoader<string, RefundRow | null> {
  return createLoader(
    (ids) => database.refund.findMany({ where: { id: { in: [...ids] } } }),
    (refund) => refund.id,
  )
}

/** The refunds of a payment, oldest first. */
export function createRefundsOfPaymentLoader(database: Database): DataLoader<string, RefundRow[]> {
  return createGroupLoader(
    (paymentIds) =>
      database.refund.findMany({
        where: { paymentId: { in: [...paymentIds] } },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      }),
    (refund) => refund.paymentId,
  )
}
