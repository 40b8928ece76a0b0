import { connectionFromRows, readPage } from '@shop/subgraph/connection'
import type { Connection, ConnectionArguments } from '@shop/subgraph/connection'
import type { Database } from '../stock/stock-store.ts'
import { MOVEMENT_KEYS, readMovements } from './movement-store.ts'
import type { MovementFilter, MovementRow } from './movement-store.ts'

/** A page of the ledger, newest first. */
export async function listMovements(
  database: Database,
  filter: MovementFilter,
  arguments_: ConnectionArguments,
): Promise<Connection<MovementRow>> {
  const page = readPage(arguments_, MOVEMENT_KEYS)
  return connectionFromRows(await readMovements(database, filter, page), page, MOVEMENT_KEYS)
}
