import type { Page } from '@shop/subgraph/keyset'
import { createGroupLoader, createLoader } from '@shop/subgraph/loader'
import type { Reader } from '../database.ts'
import { findOrderPagesOf } from './order-list-store.ts'
import { findOrders, toOrderLine } from './order-store.ts'
import type { Order, OrderLine } from './order.ts'

export const orderLoaders = {
  order: (database: Reader) =>
    createLoader(
      (ids: readonly string[]) => findOrders(database, ids),
      (order) => order.id,
    ),
  orderLine: (database: Reader) =>
    createLoader(
      (ids: readonly string[]) => findLines(database, { id: { in: [...ids] } }),
      (line) => line.id,
    ),
  linesOfOrder: (database: Reader) =>
    createGroupLoader(
      (ids: readonly string[]) => findLines(database, { orderId: { in: [...ids] } }),
      (line) => line.orderId,
    ),
  ordersOfOwner(database: Reader) {
    // The same field with the same arguments asks for many owners at once; another page is another loader.
    const pages = new Map<string, ReturnType<typeof createGroupLoader<string, Order>>>()
    return (ownerId: string, page: Page): Promise<Order[]> => {
      const key = JSON.stringify(page)
      const loader =
        pages.get(key) ??
        createGroupLoader(
          (ids: readonly string[]) => findOrderPagesOf(database, ids, page),
          (order) => order.ownerId,
        )
      pages.set(key, loader)
      return loader.load(ownerId)
    }
  },
}

async function findLines(
  database: Reader,
  where: { id: { in: string[] } } | { orderId: { in: string[] } },
): Promise<OrderLine[]> {
  const rows = await database.orderLine.findMany({ where, orderBy: [{ orderId: 'asc' }, { position: 'asc' }] })
  return rows.map(toOrderLine)
}
