import { appendEvents } from '@shop/events/outbox'
import { fromGlobalId } from '@shop/subgraph/global-id'
import { refuseIfAny } from '@shop/subgraph/user-errors'
import type { StockTransact } from '../context.ts'
import { openLevels } from './open-level.ts'
import { stockNews } from './stock-news.ts'
import { readStockLevel, updateLevelSettings } from './stock-store.ts'
import type { StockLevelRow } from './stock-store.ts'
import { replaceLevel } from './stock.ts'
import { checkUnits } from './units.ts'

/** Numbers of a level that are left as they are when left out. Ids are global. */
export type LevelSettings = {
  variantId: string
  locationId: string
  safetyStock?: number | null
  lowStockThreshold?: number | null
}

/** Sets what is kept back at a level, and when it counts as low. Throws a Refusal: NOT_FOUND, OUT_OF_RANGE. */
export async function configureStockLevel(
  context: { transact: StockTransact },
  { safetyStock, lowStockThreshold, ...input }: LevelSettings,
): Promise<StockLevelRow> {
  const variantId = fromGlobalId(input.variantId, 'ProductVariant', ['input', 'variantId'])
  const locationId = fromGlobalId(input.locationId, 'Location', ['input', 'locationId'])
  refuseIfAny(
    checkUnits(safetyStock, 0, ['input', 'safetyStock']),
    checkUnits(lowStockThreshold, 0, ['input', 'lowStockThreshold']),
  )
  return context.transact(async (tx) => {
    const { stock, levels } = await openLevels(tx, variantId, [locationId])
    const [level] = levels as [(typeof levels)[number]]
    const changed = {
      ...level,
      safetyStock: safetyStock ?? level.safetyStock,
      lowStockThreshold: lowStockThreshold ?? level.lowStockThreshold,
    }
    await updateLevelSettings(tx, changed)
    await appendEvents(tx, stockNews(stock, replaceLevel(stock, changed)))
    return readStockLevel(tx, level.id)
  })
}
