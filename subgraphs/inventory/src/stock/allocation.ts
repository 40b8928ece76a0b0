import { availableOf, awaitsRelease, orderableAhead, sellable } from './stock.ts'
import type { Level, Stock } from './stock.ts'

/** A line of an order: units of one variant. */
export type OrderedLine = { variantId: string; quantity: number }

/** Units taken from one stock level. */
export type AllocatedUnits = { stockLevelId: string; quantity: number }

/** A variant of which too little can be ordered. */
export type Shortage = { variantId: string; requested: number; available: number }

/** Either every line is covered, by units that are there and units that are promised, or what is missing. */
export type Allocation =
  | { units: AllocatedUnits[]; backorders: OrderedLine[]; shortages: [] }
  | { units: []; backorders: []; shortages: Shortage[] }

/**
 * Decides where the units of an order come from: all lines or none. What is not there is promised where the variant's policy
 * allows it, within its limit; before its release, all of it. Units that are there but owed to others are left to them.
 */
export function allocate(lines: readonly OrderedLine[], stock: Stock, now: Date): Allocation {
  const taken: OrderedLine[] = []
  const backorders: OrderedLine[] = []
  const shortages: Shortage[] = []
  for (const [variantId, requested] of sumByVariant(lines)) {
    const variant = stock.get(variantId)
    const there = !variant || awaitsRelease(variant, now) ? 0 : availableOf(variant)
    const ahead = variant ? orderableAhead(variant, now) : 0
    const missing = Math.max(0, requested - there)
    if (ahead !== null && missing > ahead) {
      shortages.push({ variantId, requested, available: there + ahead })
      continue
    }
    if (missing < requested) taken.push({ variantId, quantity: requested - missing })
    if (missing > 0) backorders.push({ variantId, quantity: missing })
  }
  if (shortages.length > 0) return { units: [], backorders: [], shortages }
  const levels = taken.flatMap(({ variantId }) => stock.get(variantId)?.levels ?? [])
  return { units: takeUnits(taken, levels), backorders, shortages: [] }
}

/**
 * Takes units in as few parcels as it can: from one location that has everything, else from the location that has most of
 * the lines whole, then the next; a line that none has whole is split, first over locations that send a parcel anyway. Among
 * equals the lowest priority number goes first. The levels must have enough.
 */
export function takeUnits(lines: readonly OrderedLine[], levels: readonly Level[]): AllocatedUnits[] {
  const units: AllocatedUnits[] = []
  const used = new Set<string>()
  const byPriority = levels.filter((level) => sellable(level) > 0).toSorted((a, b) => a.priority - b.priority)
  let open = lines.filter(({ quantity }) => quantity > 0)

  const wholeAt = (locationId: string) => (line: OrderedLine) =>
    byPriority.find(
      (level) =>
        level.locationId === locationId && level.variantId === line.variantId && sellable(level) >= line.quantity,
    )
  const locations = [...new Set(byPriority.map(({ locationId }) => locationId))]
  while (open.length > 0) {
    const counts = locations.map((id) => ({ id, whole: open.filter(wholeAt(id)).length }))
    const best = counts.toSorted((a, b) => b.whole - a.whole)[0]
    if (!best || best.whole === 0) break
    const levelOf = wholeAt(best.id)
    for (const line of open) {
      const level = levelOf(line)
      if (level) units.push({ stockLevelId: level.id, quantity: line.quantity })
    }
    open = open.filter((line) => !levelOf(line))
    used.add(best.id)
  }
  for (const { variantId, quantity } of open) {
    let missing = quantity
    const own = byPriority.filter((level) => level.variantId === variantId)
    const isUsed = (level: Level) => used.has(level.locationId)
    for (const level of [...own.filter(isUsed), ...own.filter((one) => !isUsed(one))]) {
      const part = Math.min(missing, sellable(level))
      if (part === 0) continue
      units.push({ stockLevelId: level.id, quantity: part })
      used.add(level.locationId)
      missing -= part
    }
    if (missing > 0) throw new Error(`${missing} units of ${variantId} were to be taken that are not there`)
  }
  return units
}

/** Units per variant: an order may name one in several lines. */
export function sumByVariant(lines: readonly OrderedLine[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { variantId, quantity } of lines) sums.set(variantId, (sums.get(variantId) ?? 0) + quantity)
  return sums
}
