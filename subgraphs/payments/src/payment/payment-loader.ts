import { createGroupLoader, createLoader } from '@shop/subgraph/loader'
import type DataLoader from 'dataloader'
import type { Database } from '../database.ts'
import type { PaymentRow } from './payment-store.ts'

export function createPaymentLoader(database: Database): DataLoader<string, PaymentRow | null> {
  return createLoader(
    (ids) => database.payment.findMany({ where: { id: { in: [...ids] } } }),
    (payment) => payment.id,
  )
}

/** The payments of an order, oldest first. */
export function createPaymentsOfOrderLoader(database: Database): DataLoader<string, PaymentRow[]> {
  return createGroupLoader(
    (orderIds) =>
      database.payment.findMany({
        where: { orderId: { in: [...orderIds] } },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      }),
    (payment) => payment.orderId,
  )
}
