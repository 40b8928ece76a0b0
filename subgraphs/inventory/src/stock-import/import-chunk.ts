import { appendEvents } from '@shop/events/outbox'
import type { Transaction } from '../database.ts'
import { stockNews } from '../stock/stock-news.ts'
import { lockVariants, readStock, writeMovements } from '../stock/stock-store.ts'
import { changeStock, replaceLevel } from '../stock/stock.ts'
import type { Level, Stock } from '../stock/stock.ts'
import type { ResolvedRow } from './import-row.ts'
import { ensureLevels, updateLevelsSettings } from './import-store.ts'

/** A row that cannot be written, so none of its chunk is. `place` is the row's in the chunk, from 0. */
export class ChunkRefused extends Error {
  override name = 'ChunkRefused'
  readonly place: number

  constructor(place: number, message: string) {
    super(message)
    this.place = place
  }
}

/**
 * Sets each row's level to what the row says; answers for each whether that changed something. The ledger has the differences.
 * Throws ChunkRefused when more units of a level are set aside than the row would leave.
 */
export async function importChunk(tx: Transaction, actorId: string, rows: readonly ResolvedRow[]): Promise<boolean[]> {
  const variantIds = [...new Set(rows.map(({ variantId }) => variantId))]
  await lockVariants(tx, variantIds)
  await ensureLevels(tx, rows)
  const stock = await readStock(tx, variantIds)
  const changes = rows.map((row, place) => {
    const level = levelOf(stock, row)
    if (row.onHand < level.reserved) throw new ChunkRefused(place, `${level.reserved} units are set aside.`)
    const safetyStock = row.safetyStock ?? level.safetyStock
    const lowStockThreshold = row.lowStockThreshold ?? level.lowStockThreshold
    return { before: level, after: { ...level, onHand: row.onHand, safetyStock, lowStockThreshold } }
  })
  const movements = changes.flatMap(({ before, after }) => {
    const onHandDelta = after.onHand - before.onHand
    const origin = { kind: 'COUNT' as const, reason: 'IMPORTED', actorId }
    return onHandDelta === 0 ? [] : [{ stockLevelId: before.id, onHandDelta, reservedDelta: 0, ...origin }]
  })
  await writeMovements(tx, movements)
  await updateLevelsSettings(
    tx,
    changes.filter(hasOtherSettings).map(({ after }) => after),
  )
  const settled = changes.reduce(
    (now, { before, after }) => replaceLevel(now, { ...after, onHand: before.onHand }),
    stock,
  )
  await appendEvents(tx, stockNews(stock, changeStock(settled, movements)))
  return changes.map((change) => change.before.onHand !== change.after.onHand || hasOtherSettings(change))
}

function levelOf(stock: Stock, { variantId, locationId }: ResolvedRow): Level {
  const level = stock.get(variantId)?.levels.find((one) => one.locationId === locationId)
  if (!level) throw new Error(`the level of ${variantId} at ${locationId} was made but is not there`)
  return level
}

function hasOtherSettings({ before, after }: { before: Level; after: Level }): boolean {
  return before.safetyStock !== after.safetyStock || before.lowStockThreshold !== after.lowStockThreshold
}
