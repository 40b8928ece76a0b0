import { appendEvents, newEvent } from '@shop/events/outbox'
import { StockCommitted } from '@shop/schema/events/inventory'
import type { Transaction } from '../database.ts'
import { takeUnits } from '../stock/allocation.ts'
import type { OrderedLine } from '../stock/allocation.ts'
import { moveStock } from '../stock/move-stock.ts'
import { lockStock } from '../stock/stock-store.ts'
import { awaitsRelease, sellable } from '../stock/stock.ts'
import type { Stock } from '../stock/stock.ts'
import { locate, take } from './change-held.ts'
import { findServableReservation, lockReservationById, readHeld, replaceHeld } from './reservation-store.ts'
import { sumByLevel } from './reservation.ts'
import { tellHeld } from './tell-held.ts'

/**
 * Gives units that have arrived to the reservation that waits longest for them; answers how many reservations it served, 0 or 1.
 * Those of a confirmed order leave the stock at once, as StockCommitted tells.
 */
export async function fillBackorder(tx: Transaction, now: Date): Promise<number> {
  const id = await findServableReservation(tx, now)
  const reservation = id && (await lockReservationById(tx, id))
  if (!reservation) return 0
  const { orderId } = reservation
  const held = await readHeld(tx, reservation.id)
  const stock = await lockStock(tx, [...new Set(held.backorders.map(({ variantId }) => variantId))])
  const filled = arrived(held.backorders, stock, now)
  if (filled.length === 0) return 0

  const isSold = reservation.status === 'COMMITTED'
  const taken = takeUnits(
    filled,
    [...stock.values()].flatMap(({ levels }) => levels),
  )
  const movements = taken.flatMap(({ stockLevelId, quantity }) => take(stockLevelId, quantity, reservation, isSold))
  const news = await moveStock(tx, stock, movements, new Map(filled.map((line) => [line.variantId, -line.quantity])))

  const located = taken.map((unit) => locate(unit, stock))
  const sums = sumByLevel([...held.units, ...located])
  const units = [...sums].map(([stockLevelId, quantity]) => {
    const known = [...held.units, ...located].find((unit) => unit.stockLevelId === stockLevelId)
    if (!known) throw new Error(`stock level ${stockLevelId} was summed but is not there`)
    return { ...known, quantity }
  })
  const backorders = held.backorders.flatMap((line) => {
    const quantity = line.quantity - (filled.find(({ variantId }) => variantId === line.variantId)?.quantity ?? 0)
    return quantity > 0 ? [{ ...line, quantity }] : []
  })
  await replaceHeld(tx, reservation.id, held, { units, backorders }, now)
  const own =
    isSold && orderId !== null
      ? [
          newEvent(StockCommitted, {
            subject: orderId,
            data: { orderId, ...tellHeld({ units: located, backorders }) },
          }),
        ]
      : []
  await appendEvents(tx, [...own, ...news])
  return 1
}

/** What of the lines is there now, and released. All of it is owed, so what others could buy does not matter. */
function arrived(lines: readonly OrderedLine[], stock: Stock, now: Date): OrderedLine[] {
  return lines.flatMap(({ variantId, quantity }) => {
    const variant = stock.get(variantId)
    if (!variant || awaitsRelease(variant, now)) return []
    const there = variant.levels.reduce((sum, level) => sum + sellable(level), 0)
    const part = Math.min(quantity, there)
    return part > 0 ? [{ variantId, quantity: part }] : []
  })
}
