import { writeTogether } from '@shop/events/write-together'
import type { Transaction } from '../database.ts'
import { lockVariants } from '../stock/stock-store.ts'
import { insertReservations, lockReservations, readHeldBy } from './reservation-store.ts'
import type { LockedReservation, NewReservation } from './reservation-store.ts'
import { canCommit, NOTHING_HELD } from './reservation.ts'
import type { Held } from './reservation.ts'
import { serveOrders } from './serve-orders.ts'
import type { Reserving, Selling } from './serve-orders.ts'
import { commitReservation } from './settle-reservation.ts'
import { takeOverReservation } from './take-over-reservation.ts'
import type { PlacedOrder } from './take-over-reservation.ts'

/** What an event asks of the stock. */
export type StockTask =
  /** That the lines of an order are set aside, all or none. */
  | { placed: PlacedOrder; now: Date }
  /** That what is set aside for an order leaves the stock. */
  | { confirmed: string }
  /** Anything else, which is done by itself. */
  | {
      /** The order or the cart whose reservation it changes … */
      of?: { orderId?: string; cartId?: string; ownerId?: string }
      /** … and the status of the one that is made when there is none yet; without it none is made. */
      opens?: NewReservation['status']
      /** Variants that it is about, besides those of which the reservation holds something. */
      variantIds?: readonly string[]
      work(): Promise<void>
    }

/**
 * Does it, with the other tasks of this transaction. Whatever the events of a batch are, all their locks are taken before anything
 * is done, in one order for all processes: new reservations by cart and order, reservations by id, variants by id. So two
 * batches wait for each other, but never in a circle. An event that overtook the placing of its order makes a reservation of
 * which none of that knew, so it is served by itself: its batch fails, and is taken apart.
 */
export async function serveStock(tx: Transaction, task: StockTask): Promise<void> {
  await writeTogether(tx, task, serveTasks)
}

async function serveTasks(tx: Transaction, tasks: readonly StockTask[]): Promise<void> {
  const isAlone = tasks.length === 1
  const made = await insertReservations(
    tx,
    tasks.flatMap((task) => newReservation(task, isAlone)),
  )
  const byOrder = new Map(made.map((one) => [one.orderId, one]))
  const reserving: Reserving[] = []
  const others: Other[] = []
  const confirmed: string[] = []
  for (const task of tasks) {
    const reservation = 'placed' in task && byOrder.get(task.placed.orderId)
    if (reservation) reserving.push({ reservation, order: task.placed, now: task.now })
    else if ('confirmed' in task) confirmed.push(task.confirmed)
    else others.push('placed' in task ? takeOver(tx, task.placed, task.now) : task)
  }
  const { known, selling, held } = await lockKnown(tx, confirmed, others)
  const ofOrders = [...confirmed, ...others.flatMap(({ of, opens }) => (opens && of?.orderId) || [])]
  const overtaking = ofOrders.find((orderId) => !known.some((one) => one.orderId === orderId))
  if (overtaking && !isAlone) throw new Error(`an event overtook the placing of order ${overtaking}`)
  const unsold = confirmed.filter((orderId) => !selling.some((one) => one.orderId === orderId))

  const variantIds = [
    ...reserving.flatMap(({ order }) => order.lines.map(({ variantId }) => variantId)),
    ...held.flatMap(({ units, backorders }) => [...units, ...backorders].map(({ variantId }) => variantId)),
    ...others.flatMap((task) => task.variantIds ?? []),
  ]
  await lockVariants(tx, variantIds)
  for (const task of others) await task.work()
  for (const orderId of unsold) await commitReservation(tx, orderId)
  await serveOrders(tx, reserving, selling)
}

type Other = Extract<StockTask, { work: unknown }>

function newReservation(task: StockTask, isAlone: boolean): NewReservation[] {
  if ('placed' in task) {
    const { orderId, cartId, ownerId } = task.placed
    const own: NewReservation = { orderId, cartId, ownerId, status: 'RESERVED' }
    // Of an order that has one without its cart the cart gets one now, as all are made before anything is locked: so the cart's checkout,
    // told late, finds it ended. For every other order the cart has one then, its own or this.
    return cartId === undefined ? [own] : [own, { cartId, ownerId, status: 'RELEASED' }]
  }
  if (!('work' in task) || !task.opens) return []
  // An order has one, unless this overtook it.
  return task.of?.cartId !== undefined || isAlone ? [{ ...task.of, status: task.opens }] : []
}

/** An order that has a reservation already: its cart's, or one that an event left behind which overtook this. */
function takeOver(tx: Transaction, order: PlacedOrder, now: Date): Other {
  const variantIds = order.lines.map(({ variantId }) => variantId)
  return { of: order, variantIds, work: () => takeOverReservation(tx, order, now) }
}

/** Locks the reservations that there are. */
async function lockKnown(
  tx: Transaction,
  confirmed: readonly string[],
  others: readonly Other[],
): Promise<{ known: LockedReservation[]; selling: Selling[]; held: Held[] }> {
  const orderIds = [...confirmed, ...others.flatMap(({ of }) => of?.orderId ?? [])]
  const cartIds = others.flatMap(({ of }) => of?.cartId ?? [])
  if (orderIds.length + cartIds.length === 0) return { known: [], selling: [], held: [] }
  const known = await lockReservations(tx, { orderIds, cartIds })
  const held = await readHeldBy(
    tx,
    known.map(({ id }) => id),
  )
  const heldBy = ({ id }: LockedReservation) => held.get(id) ?? NOTHING_HELD
  const selling = known.flatMap((reservation) => {
    const { orderId, status } = reservation
    const isSold = orderId !== null && confirmed.includes(orderId) && canCommit(status)
    return isSold ? [{ reservation, orderId, held: heldBy(reservation) }] : []
  })
  return { known, selling, held: [...held.values()] }
}
