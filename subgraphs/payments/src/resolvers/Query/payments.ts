import { connectionFromRows, readPage } from '@shop/subgraph/connection'
import { requireStaff } from '../../authorize.ts'
import type { QueryResolvers } from '../../generated/graphql.ts'
import { listPayments, PAYMENT_KEYS } from '../../payment/payment-store.ts'

export const payments: NonNullable<QueryResolvers['payments']> = async (_parent, { status, ...position }, context) => {
  requireStaff(context.viewer)
  const page = readPage(position, PAYMENT_KEYS)
  return connectionFromRows(await listPayments(context.database, page, status ?? null), page, PAYMENT_KEYS)
}
