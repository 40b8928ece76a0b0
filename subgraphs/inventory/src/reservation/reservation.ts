import { sumByVariant } from '../stock/allocation.ts'
import type { OrderedLine } from '../stock/allocation.ts'

/** Where a reservation stands, as the SDL's ReservationStatus. */
export type ReservationStatus = 'AWAITED' | 'RESERVED' | 'REJECTED' | 'COMMITTED' | 'RELEASED' | 'EXPIRED'

/** Units of a stock level that a reservation holds. */
export type HeldUnits = { stockLevelId: string; variantId: string; locationId: string; quantity: number }

/** What a reservation holds, and what it is promised. */
export type Held = { units: readonly HeldUnits[]; backorders: readonly OrderedLine[] }

export const NOTHING_HELD: Held = { units: [], backorders: [] }

/** What the order's confirmation does to a reservation: RESERVED is committed; nothing else can be, or needs to be. */
export function canCommit(status: ReservationStatus): boolean {
  return status === 'RESERVED'
}

/**
 * What the order's cancellation does to a reservation: units that are set aside become available again, units that were
 * sold come back; all others hold nothing.
 */
export function releaseKind(status: ReservationStatus): 'RELEASE' | 'RETURN' | null {
  if (status === 'RESERVED') return 'RELEASE'
  return status === 'COMMITTED' ? 'RETURN' : null
}

/** Whether a reservation holds, or is promised, just these lines. */
export function covers(held: Held, lines: readonly OrderedLine[]): boolean {
  const ours = sumByVariant([...held.units, ...held.backorders])
  const wanted = sumByVariant(lines)
  return ours.size === wanted.size && [...wanted].every(([variantId, quantity]) => ours.get(variantId) === quantity)
}

/** Units per stock level. */
export function sumByLevel(units: readonly { stockLevelId: string; quantity: number }[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { stockLevelId, quantity } of units) sums.set(stockLevelId, (sums.get(stockLevelId) ?? 0) + quantity)
  return sums
}

/**
 * Where units go that came back: to each level at most as many as were taken from it, less those that `returned` says are back
 * already; what is more goes to the first. Throws when nothing of a variant was ever held.
 */
export function distributeReturned(
  lines: readonly OrderedLine[],
  held: readonly HeldUnits[],
  returned: ReadonlyMap<string, number>,
): HeldUnits[] {
  return [...sumByVariant(lines)].flatMap(([variantId, quantity]) => {
    const sources = held.filter((unit) => unit.variantId === variantId)
    const [first] = sources
    if (!first) throw new Error(`variant ${variantId} came back and was never held`)
    let missing = quantity
    const parts = sources.map((unit) => {
      const part = Math.max(0, Math.min(missing, unit.quantity - (returned.get(unit.stockLevelId) ?? 0)))
      missing -= part
      return { ...unit, quantity: part }
    })
    return [...parts, { ...first, quantity: missing }].filter((unit) => unit.quantity > 0)
  })
}

/** Where the hold of a cart stands for its client, as the SDL's StockHoldStatus. */
export type StockHoldStatus = 'HELD' | 'REJECTED' | 'EXPIRED' | 'RELEASED'

/** The timer lets go of a hold a little later than its time is over; the client goes by the time. */
export function holdStatus(hold: { status: ReservationStatus; expiresAt: Date | null }, now: Date): StockHoldStatus {
  if (hold.status === 'RESERVED') return hold.expiresAt !== null && hold.expiresAt <= now ? 'EXPIRED' : 'HELD'
  return hold.status === 'REJECTED' || hold.status === 'EXPIRED' ? hold.status : 'RELEASED'
}
