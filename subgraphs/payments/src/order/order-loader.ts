import { createLoader } from '@shop/subgraph/loader'
import type DataLoader from 'dataloader'
import type { Database } from '../database.ts'
import type { OrderRow } from './order-store.ts'

export function createOrderLoader(database: Database): DataLoader<string, OrderRow | null> {
  return createLoader(
    (ids) => database.order.findMany({ where: { id: { in: [...ids] } } }),
    (order) => order.id,
  )
}
