import { appendEvents, newEvent } from '@shop/events/outbox'
import type { NewEvent } from '@shop/events/outbox'
import { writeTogether } from '@shop/events/write-together'
import { StockCommitted, StockRejected, StockReserved } from '@shop/schema/events/inventory'
import type { Transaction } from '../database.ts'
import { allocate } from '../stock/allocation.ts'
import type { Shortage } from '../stock/allocation.ts'
import { moveStock } from '../stock/move-stock.ts'
import { lockStock } from '../stock/stock-store.ts'
import type { Movement } from '../stock/stock-store.ts'
import { changeStock } from '../stock/stock.ts'
import type { Stock } from '../stock/stock.ts'
import { deltas, locate, take } from './change-held.ts'
import {
  insertHeld,
  insertReservations,
  lockReservationsOf,
  readHeldBy,
  settleReservations,
} from './reservation-store.ts'
import type { LockedReservation } from './reservation-store.ts'
import { canCommit, NOTHING_HELD } from './reservation.ts'
import type { Held, ReservationStatus } from './reservation.ts'
import { takeOverReservation } from './take-over-reservation.ts'
import type { PlacedOrder } from './take-over-reservation.ts'
import { commitReservation, saleOf } from './settle-reservation.ts'
import { tellHeld } from './tell-held.ts'

/** What an event asks for an order: that its lines are set aside, all or none, or that what is set aside leaves the stock. */
export type OrderTask = { placed: PlacedOrder; now: Date } | { confirmed: string }

/**
 * Does it, together with the other tasks of this transaction: the events of a batch lock each variant once, in one order, and take
 * as many statements as one of them. An order that has a reservation already when it is placed, or has none to be sold when
 * it is confirmed, is served by itself, and first: whoever locks reservations does that before they lock variants.
 */
export async function serveOrder(tx: Transaction, task: OrderTask): Promise<void> {
  await writeTogether(tx, task, serveOrders)
}

async function serveOrders(tx: Transaction, tasks: readonly OrderTask[]): Promise<void> {
  const placed = tasks.flatMap((task) => ('placed' in task ? [task] : []))
  const reserving = await beginReservations(tx, placed)
  const selling = await beginSales(
    tx,
    tasks.flatMap((task) => ('confirmed' in task ? [task.confirmed] : [])),
  )
  if (reserving.length + selling.length === 0) return
  const lines = [...reserving.flatMap(({ order }) => order.lines), ...selling.flatMap(({ held }) => held.units)]
  const stock = await lockStock(tx, [...new Set(lines.map(({ variantId }) => variantId))])
  const now = placed[0]?.now ?? new Date()
  const reserved = reserve(reserving, stock, now)
  const movements = [...reserved.movements, ...selling.flatMap(({ reservation, held }) => saleOf(reservation, held))]
  const news = await moveStock(tx, stock, movements, reserved.owed)
  await insertHeld(tx, reserved.held, now)
  const sold = selling.map(({ reservation: { id } }) => ({ id, status: 'COMMITTED' as const }))
  await settleReservations(tx, [...reserved.rejected, ...sold])
  await appendEvents(tx, [...reserved.news, ...selling.map(tellSold), ...news])
}

type Reserving = { reservation: LockedReservation; order: PlacedOrder }
type Selling = { reservation: LockedReservation; orderId: string; held: Held }

/** Makes the reservations of orders that have none. */
async function beginReservations(
  tx: Transaction,
  placed: readonly { placed: PlacedOrder; now: Date }[],
): Promise<Reserving[]> {
  if (placed.length === 0) return []
  const rows = placed.map(({ placed: { orderId, cartId, ownerId } }) => ({
    orderId,
    cartId,
    ownerId,
    status: 'RESERVED' as const,
  }))
  const made = new Map((await insertReservations(tx, rows)).map((one) => [one.orderId, one]))
  const fresh: Reserving[] = []
  for (const { placed: order, now } of placed) {
    const reservation = made.get(order.orderId)
    if (reservation) fresh.push({ reservation, order })
    else await takeOverReservation(tx, order, now)
  }
  return fresh
}

/** Locks what is set aside for orders that are confirmed. */
async function beginSales(tx: Transaction, orderIds: readonly string[]): Promise<Selling[]> {
  if (orderIds.length === 0) return []
  const known = await lockReservationsOf(tx, orderIds)
  const sellable = known.filter(({ status }) => canCommit(status))
  const held = await readHeldBy(
    tx,
    sellable.map(({ id }) => id),
  )
  const selling: Selling[] = []
  for (const orderId of orderIds) {
    const reservation = sellable.find((one) => one.orderId === orderId)
    if (reservation) selling.push({ reservation, orderId, held: held.get(reservation.id) ?? NOTHING_HELD })
    else await commitReservation(tx, orderId)
  }
  return selling
}

/** Decides one after the other, each about what those before it have left. */
function reserve(
  reserving: readonly Reserving[],
  locked: Stock,
  now: Date,
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
  for (const { reservation, order } of reserving) {
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
