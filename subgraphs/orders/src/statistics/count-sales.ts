import type { Transaction } from '../database.ts'
import { findGenerations, type Generation } from './generation-store.ts'
import { difference, entriesOfCart, entriesOfOrder, type Entry } from './sales.ts'
import { findCartJourneys, findCounted, findOrderSales, lockSubjects, writeCounts } from './sales-store.ts'

/** Orders and carts by their ids. */
export type Subjects = { orderIds?: readonly string[]; cartIds?: readonly string[] }

/**
 * Counts orders and carts as they are now, in place of what was counted of them before: so it may be called twice and in
 * any order, and what an event says does not matter, only that something has changed. Call it in the transaction of what
 * tells of the change. By default in all generations that there are.
 */
export async function countSales(
  tx: Transaction,
  { orderIds = [], cartIds = [] }: Subjects,
  only?: readonly Pick<Generation, 'id' | 'timeZone'>[],
): Promise<void> {
  const ids = [...orderIds, ...cartIds]
  if (ids.length === 0) return
  await lockSubjects(tx, ids)
  // After the lock. A generation that begins now counts these when we are done, for it waits for us there.
  const generations = only ?? (await findGenerations(tx))
  const orders = orderIds.length > 0 ? await findOrderSales(tx, orderIds) : []
  const carts = cartIds.length > 0 ? await findCartJourneys(tx, cartIds) : []
  const counted = await findCounted(tx, ids)

  const counts = generations.flatMap(({ id: generation, timeZone }) => {
    const count = (subjectId: string, entries: Entry[]) => {
      const changes = difference(counted.get(`${generation} ${subjectId}`) ?? [], entries)
      return changes.length === 0 ? [] : [{ generation, subjectId, entries, changes }]
    }
    return [
      ...orders.flatMap((order) => count(order.id, entriesOfOrder(order, timeZone))),
      ...carts.flatMap((cart) => count(cart.id, entriesOfCart(cart, timeZone))),
    ]
  })
  if (counts.length > 0) await writeCounts(tx, counts)
}
