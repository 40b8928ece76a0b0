import type { NewEvent } from '@shop/events/outbox'
import type { Transaction } from '../database.ts'
import { allocate } from '../stock/allocation.ts'
import type { OrderedLine, Shortage } from '../stock/allocation.ts'
import { moveStock } from '../stock/move-stock.ts'
import { lockStock } from '../stock/stock-store.ts'
import type { Movement, MovementKind } from '../stock/stock-store.ts'
import { changeStock } from '../stock/stock.ts'
import type { Stock } from '../stock/stock.ts'
import { clearHeld, replaceHeld } from './reservation-store.ts'
import { sumByLevel } from './reservation.ts'
import type { Held, HeldUnits } from './reservation.ts'

/** Of whom the ledger says that stock was moved for. */
type Holder = { id: string; orderId: string | null }

/** What it came to: what is held now and what others are to be told; or what is missing, and nothing was changed. */
export type HeldChange =
  | { held: Held; news: NewEvent[]; shortages: [] }
  | { held: null; news: []; shortages: readonly Shortage[] }

/**
 * Makes a locked reservation hold `lines` in place of `held`: all of them or nothing changes. What it gives up and what it takes are
 * one movement, so nobody else gets units in between. Of a `sold` reservation the units have left the stock, and so do those
 * that it takes; `fixed` are units that it cannot give up, since they were sent.
 */
export async function changeHeld(
  tx: Transaction,
  holder: Holder,
  {
    held,
    lines,
    now,
    sold = false,
    fixed = [],
  }: {
    held: Held
    lines: readonly OrderedLine[]
    now: Date
    sold?: boolean
    fixed?: readonly HeldUnits[]
  },
): Promise<HeldChange> {
  const variantIds = [...new Set([...lines, ...held.units, ...held.backorders].map(({ variantId }) => variantId))]
  const stock = await lockStock(tx, variantIds)
  const given = withoutFixed(held.units, fixed)
  const freed = changeStock(
    stock,
    given.map((unit) => release(unit, sold)),
    deltas([], held.backorders),
  )
  const outcome = allocate(lines, freed, now)
  if (outcome.shortages.length > 0) return { held: null, news: [], shortages: outcome.shortages }

  const movements = movementsBetween(sumByLevel(given), sumByLevel(outcome.units), holder, sold)
  const news = await moveStock(tx, stock, movements, deltas(outcome.backorders, held.backorders))
  const units = merge([...fixed, ...outcome.units.map((unit) => locate(unit, stock))])
  const next = { units, backorders: outcome.backorders }
  await replaceHeld(tx, holder.id, held, next, now)
  return { held: next, news, shortages: [] }
}

/** Gives everything back that a locked reservation holds, and takes back what it was promised. `RETURN` when it was sold already. */
export async function dropHeld(
  tx: Transaction,
  holder: Holder,
  held: Held,
  kind: 'RELEASE' | 'EXPIRY' | 'RETURN',
): Promise<NewEvent[]> {
  const variantIds = [...new Set([...held.units, ...held.backorders].map(({ variantId }) => variantId))]
  if (variantIds.length === 0) return []
  const stock = await lockStock(tx, variantIds)
  const movements = held.units.map((unit) => ({ ...release(unit, kind === 'RETURN'), ...of(holder, kind) }))
  await clearHeld(tx, holder.id, held)
  return moveStock(tx, stock, movements, deltas([], held.backorders))
}

/** The movement by which units of a level leave the stock, or are set aside. */
export function take(stockLevelId: string, quantity: number, holder: Holder, sold: boolean): Movement[] {
  const aside = { stockLevelId, onHandDelta: 0, reservedDelta: quantity, ...of(holder, 'ALLOCATION') }
  return sold
    ? [aside, { stockLevelId, onHandDelta: -quantity, reservedDelta: -quantity, ...of(holder, 'SALE') }]
    : [aside]
}

/** Units with where they are. */
export function locate(
  { stockLevelId, quantity }: { stockLevelId: string; quantity: number },
  stock: Stock,
): HeldUnits {
  for (const { levels } of stock.values()) {
    const level = levels.find(({ id }) => id === stockLevelId)
    if (level) return { stockLevelId, quantity, variantId: level.variantId, locationId: level.locationId }
  }
  throw new Error(`stock level ${stockLevelId} was allocated but is not there`)
}

function movementsBetween(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  holder: Holder,
  sold: boolean,
): Movement[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((stockLevelId) => {
    const quantity = (after.get(stockLevelId) ?? 0) - (before.get(stockLevelId) ?? 0)
    if (quantity > 0) return take(stockLevelId, quantity, holder, sold)
    if (quantity === 0) return []
    const given = release({ stockLevelId, quantity: -quantity }, sold)
    // The reason tells it from what a customer sends back, which the order still has bought.
    return [
      sold ? { ...given, ...of(holder, 'RETURN'), reason: 'ORDER_EDITED' } : { ...given, ...of(holder, 'RELEASE') },
    ]
  })
}

function release({ stockLevelId, quantity }: { stockLevelId: string; quantity: number }, sold: boolean) {
  return sold
    ? { stockLevelId, onHandDelta: quantity, reservedDelta: 0 }
    : { stockLevelId, onHandDelta: 0, reservedDelta: -quantity }
}

function of({ id, orderId }: Holder, kind: MovementKind) {
  return { kind, reservationId: id, orderId }
}

/** How much more of each variant is owed. */
export function deltas(more: readonly OrderedLine[], less: readonly OrderedLine[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { variantId, quantity } of more) sums.set(variantId, (sums.get(variantId) ?? 0) + quantity)
  for (const { variantId, quantity } of less) sums.set(variantId, (sums.get(variantId) ?? 0) - quantity)
  return new Map([...sums].filter(([, delta]) => delta !== 0))
}

function withoutFixed(units: readonly HeldUnits[], fixed: readonly HeldUnits[]): HeldUnits[] {
  const kept = sumByLevel(fixed)
  return units.flatMap((unit) => {
    const quantity = unit.quantity - (kept.get(unit.stockLevelId) ?? 0)
    return quantity > 0 ? [{ ...unit, quantity }] : []
  })
}

function merge(units: readonly HeldUnits[]): HeldUnits[] {
  return [...Map.groupBy(units, ({ stockLevelId }) => stockLevelId)].map(([stockLevelId, same]) => ({
    ...(same[0] as HeldUnits),
    quantity: sumByLevel(same).get(stockLevelId) ?? 0,
  }))
}
