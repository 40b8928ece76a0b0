import type { NewEvent } from '@shop/events/outbox'
import type { Transaction } from '../database.ts'
import { stockNews } from './stock-news.ts'
import { changeBackordered, writeMovements } from './stock-store.ts'
import type { Movement } from './stock-store.ts'
import { changeStock } from './stock.ts'
import type { Stock } from './stock.ts'

/**
 * Moves locked stock, writes the ledger, and changes what is owed (`backorders`, units by variant). Answers what others are to be
 * told of it: append that in the same transaction.
 */
export async function moveStock(
  tx: Transaction,
  stock: Stock,
  movements: readonly Movement[],
  backorders: ReadonlyMap<string, number> = new Map(),
): Promise<NewEvent[]> {
  await writeMovements(tx, movements)
  await changeBackordered(tx, backorders)
  return stockNews(stock, changeStock(stock, movements, backorders))
}
