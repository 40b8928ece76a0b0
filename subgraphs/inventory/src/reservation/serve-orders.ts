import { appendEvents, newEvent } from '@shop/events/outbox'
import type { NewEvent } from '@shop/events/outbox'
import { StockCommitted, StockRejected, StockReserved } from '@shop/schema/events/inventory'
import type { Transaction } from '../database.ts'
import { allocate } from '../stock/allocation.ts'
import type { Shortage } from '../stock/allocation.ts'
import { moveStock } from '../stock/move-stock.ts'
import { readStock } from '../stock/stock-store.ts'
import type { Movement } from '../stock/stock-store.ts'
import { changeStock } from '../stock/stock.ts'
import type { Stock } from '../stock/stock.ts'
import { deltas, locate, take } from './change-held.ts'
import { insertHeld, settleReservations } from './reservation-store.ts'
import type { LockedReservation } from './reservation-store.ts'
import type { Held, ReservationStatus } from './reservation.ts'
import type { PlacedOrder } from './take-over-reservation.ts'
import { saleOf } from './settle-reservation.ts'
import { tellHeld } from './tell-held.ts'

/** An order whose lines are to be set aside, and its new reservation. */
export type Reserving = { reservation: LockedReservation; order: PlacedOrder; now: Date }

/** An order of which what is set aside is to leave the stock. */
export type Selling = { reservation: LockedReservation; orderId: string; held: Held }

/** Does it for all of them with as many statements as for one. Reservations and variants are locked. */
export async function serveOrders(
  tx: Transaction,
  reserving: readonly Reserving[],
  selling: readonly Selling[],
): Promise<void> {
  if (reserving.length + selling.length === 0) return
  const lines = [...reserving.flatMap(({ order }) => order.lines), ...selling.flatMap(({ held }) => held.units)]
  const stock = await readStock(tx, [...new Set(lines.map(({ variantId }) => variantId))])
  const reserved = reserve(reserving, stock)
  const movements = [...reserved.movements, ...selling.flatMap(({ reservation, held }) => saleOf(reservation, held))]
  const news = await moveStock(tx, stock, movements, reserved.owed)
  await insertHeld(tx, reserved.held, reserving[0]?.now ?? new Date())
  const sold = selling.map(({ reservation: { id } }) => ({ id, status: 'COMMITTED' as const }))
  await settleReservations(tx, [...reserved.rejected, ...sold])
  await appendEvents(tx, [...reserved.news, ...selling.map(tellSold), ...news])
}

/** Decides one after the other, each about what those before it have left. */
function reserve(
  reserving: readonly Reserving[],
  locked: Stock,
): {
  movements: Movement[]
  owed: Map<string, number>
  held: Map<string, Held>
  rejected: { id: string; status: ReservationStatus; shortages: readonly Shortage[] }[]
  news: NewEvent[]
} {
  let stock = locked
  const movements: Movement[] = []
  const held = new Map<string, Held>()
  const rejected = []
  const news: NewEvent[] = []
  for (const { reservation, order, now } of reserving) {
    const { orderId } = order
    const { units, backorders, shortages } = allocate(order.lines, stock, now)
    if (shortages.length > 0) {
      rejected.push({ id: reservation.id, status: 'REJECTED' as const, shortages })
      news.push(newEvent(StockRejected, { subject: orderId, data: { orderId, shortages: [...shortages] } }))
      continue
    }
    const taken = units.flatMap(({ stockLevelId, quantity }) => take(stockLevelId, quantity, reservation, false))
    const own = { units: units.map((unit) => locate(unit, stock)), backorders }
    stock = changeStock(stock, taken, deltas(backorders, []))
    movements.push(...taken)
    held.set(reservation.id, own)
    news.push(newEvent(StockReserved, { subject: orderId, data: { orderId, ...tellHeld(own) } }))
  }
  const owed = deltas(
    [...held.values()].flatMap(({ backorders }) => backorders),
    [],
  )
  return { movements, owed, held, rejected, news }
}

function tellSold({ orderId, held }: Selling): NewEvent {
  return newEvent(StockCommitted, { subject: orderId, data: { orderId, ...tellHeld(held) } })
}
