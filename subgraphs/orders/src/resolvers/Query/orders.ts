import { connectionFromRows, readPage } from '@shop/subgraph/connection'
import { requireRole } from '@shop/subgraph/viewer'
import type { QueryResolvers } from '../../generated/graphql.ts'
import { findOrderPage, ORDER_KEYS } from '../../order/order-list-store.ts'

export const orders: NonNullable<QueryResolvers['orders']> = async (_source, { filter, ...args }, context) => {
  requireRole(context.viewer, 'STAFF')
  const page = readPage(args, ORDER_KEYS)
  return connectionFromRows(await findOrderPage(context.database, page, filter ?? {}), page, ORDER_KEYS)
}
