import type { Transaction } from '../database.ts'
import { countSales } from './count-sales.ts'
import { findCartIdsOf, insertRefunds, noteCarts, type CartNews, type SalesRefund } from './sales-store.ts'

/** What an event says that changes the statistics: an order, with what was given back if that is it, or a cart. */
export type SalesNews = { orderId: string; refund?: SalesRefund } | { cart: CartNews }

/** Takes down what events say, and counts again all that it is about, the carts of orders too: for all events of a batch at once. */
export async function recordSales(tx: Transaction, news: readonly SalesNews[]): Promise<void> {
  const carts = news.flatMap((one) => ('cart' in one ? one.cart : []))
  const refunds = news.flatMap((one) => ('orderId' in one && one.refund ? one.refund : []))
  const orderIds = [...new Set(news.flatMap((one) => ('orderId' in one ? one.orderId : [])))]
  if (refunds.length > 0) await insertRefunds(tx, refunds)
  if (carts.length > 0) await noteCarts(tx, carts)
  const orderedCartIds = orderIds.length > 0 ? await findCartIdsOf(tx, orderIds) : []
  const cartIds = [...new Set([...carts.map(({ id }) => id), ...orderedCartIds])]
  await countSales(tx, { orderIds, cartIds })
}
