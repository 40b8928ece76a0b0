import type { AnnouncedParcel } from '../carrier/carrier.ts'
import type { Transaction } from '../database.ts'
import { HAND_OVER, SETTLED_BY_PARCEL, withAttention, withoutAttention } from '../order/attention.ts'
import { inRounds } from '../order/in-rounds.ts'
import { announceParcel } from '../order/order-events.ts'
import { lockOrders, updateOrder, updateOrders } from '../order/order-store.ts'
import type { Order } from '../order/order.ts'
import { captureOf } from './capture-of.ts'
import { demandWithdrawal, finishAnnouncements, finishCarrierTask, type CarrierTask } from './carrier-task-store.ts'
import { findPlannedShipments } from './shipment-store.ts'

/** What the carrier answered to an announcement; null when it fetches nothing. */
export type Answer = { task: CarrierTask; announced: AnnouncedParcel | null }

type Known = { task: CarrierTask; announced: AnnouncedParcel; order: Order }

/** Writes down what the carrier answered: of different orders together, with as many statements as of one. */
export async function settleAnswers(tx: Transaction, answers: readonly Answer[], now: Date): Promise<void> {
  for (const round of inRounds(answers, ({ task }) => task.orderId)) await settleRound(tx, round, now)
}

/** Of each order one parcel: what it brings depends on those that were announced before it. */
async function settleRound(tx: Transaction, round: readonly Answer[], now: Date): Promise<void> {
  const found = await lockOrders(
    tx,
    round.map(({ task }) => task.orderId),
  )
  const orders = new Map(found.map((order) => [order.id, order]))
  const announcements: Known[] = []
  for (const { task, announced } of round) {
    const order = orders.get(task.orderId)
    if (!order) continue
    if (announced) announcements.push({ task, announced, order })
    else await awaitHandOver(tx, task, order, now)
  }
  const finished = await finishAnnouncements(tx, announcements, now)
  const isFinished = ({ task }: Known) => finished.has(task.shipmentId)
  for (const late of announcements.filter((known) => !isFinished(known))) await settleLate(tx, late, now)
  await tellOf(tx, announcements.filter(isFinished), now)
}

async function tellOf(tx: Transaction, announcements: readonly Known[], now: Date): Promise<void> {
  const updates = announcements.map(({ order, announced: { trackingCode } }) => {
    const message = `The parcel ${trackingCode} was announced to the carrier.`
    return {
      order,
      changes: withoutAttention(order, SETTLED_BY_PARCEL),
      notes: [{ kind: 'SHIPMENT_ANNOUNCED', message } as const],
    }
  })
  const shipped = await updateOrders(tx, updates, now)
  for (const { task, announced, order } of announcements) {
    const { shipmentId: id, carrier } = task
    const capture = await captureOf(tx, order, id)
    const parcel = { id, carrier, trackingCode: announced.trackingCode, status: 'PRE_TRANSIT' } as const
    await announceParcel(tx, shipped.get(order.id) ?? order, parcel, capture)
  }
}

async function settleLate(tx: Transaction, { task, announced }: Known, now: Date): Promise<void> {
  const parcels = await findPlannedShipments(tx, task.orderId)
  const parcel = parcels.find(({ id }) => id === task.shipmentId)
  // Cancelled while the carrier was being told: it is told otherwise next.
  if (parcel && parcel.trackingCode === null) await demandWithdrawal(tx, parcel.id, announced.trackingCode, now)
  // Without a lease any more, somebody else has done it meanwhile.
  else await finishCarrierTask(tx, task)
}

/** The carrier fetches nothing: staff must bring the parcel to one. */
async function awaitHandOver(tx: Transaction, task: CarrierTask, order: Order, now: Date): Promise<void> {
  const parcels = await findPlannedShipments(tx, task.orderId)
  await finishCarrierTask(tx, task)
  const parcel = parcels.find(({ id }) => id === task.shipmentId)
  if (!parcel || parcel.trackingCode !== null || parcel.status === 'CANCELLED') return
  await updateOrder(tx, order, withAttention(order, HAND_OVER, now), now)
}
