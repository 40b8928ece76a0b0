import { writeTogether } from '@shop/events/write-together'
import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import { planShipments } from '../shipment/plan-shipments.ts'
import { withoutAttention } from './attention.ts'
import { paymentChange } from './change-payment-status.ts'
import { confirmation } from './confirm-order.ts'
import { inRounds } from './in-rounds.ts'
import { isRightSince } from './news-of-money.ts'
import { announceConfirmed, announcePaymentStatus } from './order-events.ts'
import { addAllocations, lockOrders, updateOrders, type OrderUpdate, type TakenUnits } from './order-store.ts'
import type { Order } from './order.ts'

/** What brings an order forward that goes its ordinary way. */
export type Heard = { orderId: string } & (
  | { authorized: { capturedOnShipment: boolean } }
  | { captured: { at: Date } }
  | { taken: TakenUnits['allocations']; takenAt: Date }
)

type Context = Pick<Services, 'carrier' | 'clock' | 'log'>

/**
 * Takes in what an event says of an order, and plans its parcels when it is the last that they wait for. Events that are handled
 * together are taken in together, with as many statements as one.
 */
export async function hearOfOrder(tx: Transaction, heard: Heard, context: Context): Promise<void> {
  await writeTogether(tx, { heard, context }, takeIn)
}

async function takeIn(tx: Transaction, items: readonly { heard: Heard; context: Context }[]): Promise<void> {
  // What is said of one order follows each other: each is a change that its followers are told.
  for (const round of inRounds(items, ({ heard }) => heard.orderId)) await takeInOnce(tx, round)
}

/** Of each order one thing. */
async function takeInOnce(tx: Transaction, items: readonly { heard: Heard; context: Context }[]): Promise<void> {
  const [first] = items
  if (!first) return
  const { context } = first
  const now = context.clock.now()
  const found = await lockOrders(
    tx,
    items.map(({ heard }) => heard.orderId),
  )
  const orders = new Map(found.map((order) => [order.id, order]))
  const known = items.flatMap(({ heard }) => {
    const order = orders.get(heard.orderId)
    if (order) return { heard, order }
    // Only a database that was restored without the others can bring this about: there is nothing to change then.
    context.log.warn({ orderId: heard.orderId }, 'an event is about an unknown order')
    return []
  })
  const changed = await change(tx, known, now)
  await take(tx, known)
  const moved = known.filter(isNews).map(({ order }) => changed.get(order.id) ?? order)
  await planShipments(tx, context, moved, now)
}

type Known = { heard: Heard; order: Order }

async function change(tx: Transaction, known: readonly Known[], now: Date): Promise<Map<string, Order>> {
  const updates = known.flatMap(({ heard, order }) => {
    const update = updateOf(heard, order, now)
    return update ? [update] : []
  })
  const changed = await updateOrders(tx, updates, now)
  for (const { order, changes } of updates) {
    const next = changed.get(order.id)
    if (!next) throw new Error(`the order ${order.id} was locked and is gone`)
    if (changes.status === 'CONFIRMED') await announceConfirmed(tx, next)
    if (changes.paymentStatus) await announcePaymentStatus(tx, next)
  }
  return changed
}

function updateOf(heard: Heard, order: Order, now: Date): OrderUpdate | null {
  if ('authorized' in heard) return confirmation(order, heard.authorized, now)
  if (!('captured' in heard)) return null
  const { at } = heard.captured
  const paid = paymentChange(order, 'PAID')
  // The last of what it costs: nothing is left to pay, unless that something is was said later.
  const balance = isRightSince(order.balanceAsOf, at) ? { balanceAsOf: at } : null
  const settled = balance && withoutAttention({ ...order, ...paid?.changes }, ['UNPAID'])
  if (!paid && !balance) return null
  return { order, changes: { ...paid?.changes, ...settled, ...balance }, notes: paid ? [paid.note] : [] }
}

async function take(tx: Transaction, known: readonly Known[]): Promise<void> {
  const taken = known
    .filter(isNews)
    .flatMap(({ heard }) => ('taken' in heard ? { orderId: heard.orderId, allocations: heard.taken } : []))
  if (taken.length > 0) await addAllocations(tx, taken)
}

/** What left before inventory told all that it holds is in that, and this is late. Told twice it is known by its inbox row. */
function isNews({ heard, order }: Known): boolean {
  return !('taken' in heard) || !order.stockAsOf || heard.takenAt > order.stockAsOf
}
