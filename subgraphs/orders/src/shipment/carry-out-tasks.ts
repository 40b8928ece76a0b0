import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import { announceParcel } from '../order/order-events.ts'
import { findOrder, findOrderLines, lockOrder, updateOrder } from '../order/order-store.ts'
import type { Order } from '../order/order.ts'
import { parcelAmount } from '../order/totals.ts'
import type { AnnouncedParcel } from '../carrier/carrier.ts'
import {
  claimCarrierTasks,
  demandWithdrawal,
  finishAnnouncement,
  finishCarrierTask,
  postponeCarrierTask,
  type CarrierTask,
} from './carrier-task-store.ts'
import { findPlannedShipments, findShipmentLines, renameCarrier } from './shipment-store.ts'
import type { PlannedShipment } from './shipment-store.ts'
import { settleWithdrawal } from './settle-withdrawal.ts'

/**
 * Longer than most calls to a carrier take. One that takes longer is made a second time, which carriers bear; a parcel that was
 * withdrawn meanwhile is not fetched, even if its announcement arrives after that.
 */
const LEASE_MS = 15_000
const BATCH = 10
const MAXIMUM_PAUSE_MS = 300_000

type Needed = Pick<Services, 'database' | 'transact' | 'carrier' | 'clock' | 'log'>

/** Tells the carrier what it is still to be told: parcels to fetch, and parcels not to fetch. Answers how many. */
export async function carryOutTasks(services: Needed): Promise<number> {
  const { database, clock } = services
  const tasks = await claimCarrierTasks(database, clock.now(), LEASE_MS, BATCH)
  // Side by side: each begins while its lease is whole.
  await Promise.all(tasks.map((task) => carryOut(services, task)))
  return tasks.length
}

async function carryOut(services: Needed, task: CarrierTask): Promise<void> {
  const { database, clock, log } = services
  try {
    if (task.kind === 'ANNOUNCE') await announce(services, task)
    else if (task.kind === 'TRACK') await track(services, task)
    else await withdraw(services, task)
  } catch (error) {
    const pause = Math.min(MAXIMUM_PAUSE_MS, 1_000 * 2 ** task.attempt)
    log.warn({ err: error, ...task }, 'the carrier could not be told; it is tried again')
    await postponeCarrierTask(database, task, new Date(clock.now().getTime() + pause))
  }
}

async function announce({ database, transact, carrier, clock }: Needed, task: CarrierTask): Promise<void> {
  const order = await findOrder(database, task.orderId)
  if (!order) throw new Error(`the parcel ${task.shipmentId} has no order`)
  const announced = await carrier.announce({
    reference: task.shipmentId,
    locationId: task.locationId,
    to: order.shippingAddress,
  })
  await transact((tx) =>
    announced ? settleAnnouncement(tx, task, announced, clock.now()) : awaitHandOver(tx, task, clock.now()),
  )
}

async function settleAnnouncement(
  tx: Transaction,
  task: CarrierTask,
  announced: AnnouncedParcel,
  now: Date,
): Promise<void> {
  const { trackingCode } = announced
  const order = await lockOrder(tx, task.orderId)
  const parcels = await findPlannedShipments(tx, task.orderId)
  const parcel = parcels.find(({ id }) => id === task.shipmentId)
  // Without a lease any more, somebody else has done it meanwhile.
  if (!order || !parcel || parcel.trackingCode !== null) {
    await finishCarrierTask(tx, task)
    return
  }
  // Cancelled while the carrier was being told: it is told otherwise next.
  if (parcel.status === 'CANCELLED') return demandWithdrawal(tx, parcel.id, trackingCode, now)

  await finishAnnouncement(tx, task, announced, now)
  const message = `The parcel ${trackingCode} was announced to the carrier.`
  const shipped = await updateOrder(tx, order, { attentionReason: null }, now, { kind: 'SHIPMENT_ANNOUNCED', message })
  const amount = await captureOf(tx, order, parcel.id, parcels)
  await announceParcel(tx, shipped, { ...parcel, trackingCode, status: 'PRE_TRANSIT' }, amount)
}

/**
 * What of the order's total the parcel brings, after those that were announced before it; null when the money was captured at
 * the confirmation.
 */
export async function captureOf(
  tx: Transaction,
  order: Order,
  shipmentId: string,
  parcels: readonly PlannedShipment[],
): Promise<number | null> {
  if (!order.capturedOnShipment) return null
  const announced = parcels.filter(({ trackingCode }) => trackingCode !== null).map(({ id }) => id)
  const packed = await findShipmentLines(tx, { shipmentId: { in: [...announced, shipmentId] } })
  const isOwn = (line: { shipmentId: string }) => line.shipmentId === shipmentId
  const lines = await findOrderLines(tx, order.id)
  return parcelAmount(
    order.total,
    lines,
    packed.filter(isOwn),
    packed.filter((line) => !isOwn(line)),
  )
}

/** The carrier fetches nothing: staff must bring the parcel to one. */
async function awaitHandOver(tx: Transaction, task: CarrierTask, now: Date): Promise<void> {
  const order = await lockOrder(tx, task.orderId)
  const parcels = await findPlannedShipments(tx, task.orderId)
  await finishCarrierTask(tx, task)
  const parcel = parcels.find(({ id }) => id === task.shipmentId)
  if (!order || !parcel || parcel.trackingCode !== null || parcel.status === 'CANCELLED') return
  await updateOrder(tx, order, { attentionReason: 'A parcel waits to be handed over to a carrier.' }, now)
}

async function track({ database, transact, carrier }: Needed, task: CarrierTask): Promise<void> {
  const order = await findOrder(database, task.orderId)
  if (!order || task.trackingCode === null) throw new Error(`the parcel ${task.shipmentId} was never handed over`)
  const tracked = await carrier.track({
    reference: task.shipmentId,
    locationId: task.locationId,
    to: order.shippingAddress,
    carrier: task.carrier,
    trackingCode: task.trackingCode,
  })
  await transact(async (tx) => {
    // The name under which reports come, and what is expected until one says otherwise.
    await renameCarrier(tx, task.shipmentId, tracked)
    await finishCarrierTask(tx, task)
  })
}

async function withdraw({ transact, carrier, clock }: Needed, task: CarrierTask): Promise<void> {
  const isBack = await carrier.withdraw({ reference: task.shipmentId, trackingCode: task.trackingCode })
  await transact((tx) => settleWithdrawal(tx, { carrier }, task, isBack, clock.now()))
}
