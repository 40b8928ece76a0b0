import { connectionFromRows, readPage } from '@shop/subgraph/connection'
import type { Connection, ConnectionArguments } from '@shop/subgraph/connection'
import type { Key } from '@shop/subgraph/keyset'
import { readStockLevels } from './stock-store.ts'
import type { Database, StockLevelFilter, StockLevelRow } from './stock-store.ts'

const KEYS: readonly Key[] = [{ field: 'id', order: 'asc', type: 'uuid' }]

/** A page of stock levels, by id. */
export async function listStockLevels(
  database: Database,
  filter: StockLevelFilter,
  arguments_: ConnectionArguments,
): Promise<Connection<StockLevelRow>> {
  const page = readPage(arguments_, KEYS)
  return connectionFromRows(await readStockLevels(database, filter, page), page, KEYS)
}
