import { Refusal, userError } from '@shop/subgraph/user-errors'
import { randomUUID } from 'node:crypto'
import type { Transaction } from '../database.ts'
import { ensureLevel, lockVariants, readStock } from './stock-store.ts'
import type { Level, Stock } from './stock.ts'

/** A variant's stock, locked, with the levels that were asked for, in that order. */
export type OpenedLevels = { stock: Stock; levels: Level[] }

/** Locks the stock of a variant and makes its levels at these locations where there are none. Throws NOT_FOUND for what is unknown. */
export async function openLevels(
  tx: Transaction,
  variantId: string,
  locationIds: readonly string[],
): Promise<OpenedLevels> {
  // First, and not after the levels are made: two that make the same ones in another order would wait for each other.
  await lockVariants(tx, [variantId])
  const ids: string[] = []
  for (const locationId of locationIds) {
    const id = await ensureLevel(tx, randomUUID(), variantId, locationId)
    if (id === null) throw new Refusal(userError('NOT_FOUND', 'There is no such variant or location.', ['input']))
    ids.push(id)
  }
  const stock = await readStock(tx, [variantId])
  const levels = ids.map((id) => {
    const level = stock.get(variantId)?.levels.find((one) => one.id === id)
    if (!level) throw new Error(`stock level ${id} was made but is not there`)
    return level
  })
  return { stock, levels }
}

/** Throws INSUFFICIENT_STOCK when fewer units than these are not set aside. */
export function refuseTaking(level: Level, units: number, field: readonly string[]): void {
  const free = level.onHand - level.reserved
  if (free >= units) return
  throw new Refusal(userError('INSUFFICIENT_STOCK', `Only ${free} units are not set aside.`, field))
}
