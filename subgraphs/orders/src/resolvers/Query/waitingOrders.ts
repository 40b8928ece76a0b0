import { connectionFromRows, readPage } from '@shop/subgraph/connection'
import type { Key } from '@shop/subgraph/keyset'
import { requireRole } from '@shop/subgraph/viewer'
import type { QueryResolvers } from '../../generated/graphql.ts'
import { findWaiting } from '../../order/waiting-store.ts'

const KEYS: readonly Key[] = [
  { field: 'dueAt', order: 'asc', type: 'date' },
  { field: 'id', order: 'asc', type: 'string' },
]

export const waitingOrders: NonNullable<QueryResolvers['waitingOrders']> = async (
  _source,
  { overdue, ...arguments_ },
  { viewer, database, clock, waitingLimits },
) => {
  requireRole(viewer, 'STAFF')
  const page = readPage(arguments_, KEYS)
  const rows = await findWaiting(database, waitingLimits, page, overdue ? clock.now() : null)
  return connectionFromRows(rows, page, KEYS)
}
