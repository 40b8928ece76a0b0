/** What may be ordered beyond the units that are there, as the SDL's StockPolicy. */
export type StockPolicy = 'DENY' | 'BACKORDER' | 'PREORDER'

/** The units of a variant at one location. Locations of a lower `priority` number are used first. */
export type Level = {
  id: string
  variantId: string
  locationId: string
  priority: number
  onHand: number
  reserved: number
  safetyStock: number
  lowStockThreshold: number
}

/** All that is there of a variant, and what is owed of it. */
export type VariantStock = {
  id: string
  policy: StockPolicy
  backorderLimit: number | null
  releaseAt: Date | null
  /** Units that are ordered and not allocated. */
  backordered: number
  /** In the order of their ids. */
  levels: readonly Level[]
}

/** Variants by id. */
export type Stock = ReadonlyMap<string, VariantStock>

/** A change of one level. Deltas are units, negative to take away. */
export type LevelChange = { stockLevelId: string; onHandDelta: number; reservedDelta: number }

/** Units of a level that can be sold: more than the safety stock, and not set aside. */
export function sellable({ onHand, reserved, safetyStock }: Omit<Level, 'id' | 'variantId' | 'locationId'>): number {
  return Math.max(0, onHand - reserved - safetyStock)
}

/** Units that can be sold over all locations. Those that are there and already owed to somebody cannot. */
export function availableOf({ levels, backordered }: Pick<VariantStock, 'levels' | 'backordered'>): number {
  return Math.max(0, levels.reduce((sum, level) => sum + sellable(level), 0) - backordered)
}

/** Whether nothing of a variant leaves yet. Without a date a preorder waits until there is one. */
export function awaitsRelease({ policy, releaseAt }: Pick<VariantStock, 'policy' | 'releaseAt'>, now: Date): boolean {
  return policy === 'PREORDER' && (releaseAt === null || releaseAt > now)
}

/** Units that can be ordered ahead of the stock; null without limit. */
export function orderableAhead(
  variant: Pick<VariantStock, 'policy' | 'releaseAt' | 'backordered' | 'backorderLimit'>,
  now: Date,
): number | null {
  if (variant.policy !== 'BACKORDER' && !awaitsRelease(variant, now)) return 0
  return variant.backorderLimit === null ? null : Math.max(0, variant.backorderLimit - variant.backordered)
}

/** The stock after changes of levels and of what is owed (`backorders`, units by variant). */
export function changeStock(
  stock: Stock,
  changes: readonly LevelChange[],
  backorders: ReadonlyMap<string, number> = new Map(),
): Stock {
  const byLevel = Map.groupBy(changes, ({ stockLevelId }) => stockLevelId)
  return new Map(
    [...stock].map(([id, variant]) => {
      const levels = variant.levels.map((level) => {
        const own = byLevel.get(level.id) ?? []
        return {
          ...level,
          onHand: own.reduce((sum, { onHandDelta }) => sum + onHandDelta, level.onHand),
          reserved: own.reduce((sum, { reservedDelta }) => sum + reservedDelta, level.reserved),
        }
      })
      return [id, { ...variant, levels, backordered: variant.backordered + (backorders.get(id) ?? 0) }]
    }),
  )
}

/** The stock with one level in place of the one of the same id. */
export function replaceLevel(stock: Stock, level: Level): Stock {
  const variant = stock.get(level.variantId)
  if (!variant) return stock
  const levels = variant.levels.map((one) => (one.id === level.id ? level : one))
  return new Map(stock).set(variant.id, { ...variant, levels })
}
