import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import { announceParcel } from '../order/order-events.ts'
import { findOrder, findOrderLines, findOrders, lockOrder, updateOrder } from '../order/order-store.ts'
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
import { settleWithdrawal } from './settle-withdrawal.ts'

/**
 * Longer than most calls to a carrier take. One that takes longer is made a second time, which carriers bear; a parcel that was
 * withdrawn meanwhile is not fetched, even if its announcement arrives after that.
 */
const LEASE_MS = 15_000
const BATCH = 20
const MAXIMUM_PAUSE_MS = 300_000

type Needed = Pick<Services, 'database' | 'transact' | 'carrier' | 'clock' | 'log'>

/** Tells the carrier what it is still to be told: parcels to fetch, and parcels not to fetch. Answers how many. */
export async function carryOutTasks(services: Needed): Promise<number> {
  const { database, clock } = services
  const tasks = await claimCarrierTasks(database, clock.now(), LEASE_MS, BATCH)
  const announcements = tasks.filter(({ kind }) => kind === 'ANNOUNCE')
  if (announcements.length > 0) await announceAll(services, announcements)
  for (const task of tasks) {
    if (task.kind === 'TRACK') await orPostpone(services, task, () => track(services, task))
    if (task.kind === 'WITHDRAW') await orPostpone(services, task, () => withdraw(services, task))
  }
  return tasks.length
}

/** The work's outcome; null when it failed, and the task is tried again. */
async function orPostpone<Outcome>(
  { database, clock, log }: Needed,
  task: CarrierTask,
  work: () => Promise<Outcome>,
): Promise<Outcome | null> {
  try {
    return await work()
  } catch (error) {
    const pause = Math.min(MAXIMUM_PAUSE_MS, 1_000 * 2 ** task.attempt)
    log.warn({ err: error, ...task }, 'the carrier could not be told; it is tried again')
    await postponeCarrierTask(database, task, new Date(clock.now().getTime() + pause))
    return null
  }
}

type Answered = { task: CarrierTask; announced: AnnouncedParcel | null }

/** Announces parcels side by side, and writes down together what the carrier answered. */
async function announceAll(services: Needed, tasks: readonly CarrierTask[]): Promise<void> {
  const { database, carrier, transact, clock, log } = services
  const found = await findOrders(
    database,
    tasks.map(({ orderId }) => orderId),
  )
  const orders = new Map(found.map((order) => [order.id, order]))
  const announce = async (task: CarrierTask): Promise<Answered> => {
    const order = orders.get(task.orderId)
    if (!order) throw new Error(`the parcel ${task.shipmentId} has no order`)
    const { shipmentId: reference, locationId } = task
    return { task, announced: await carrier.announce({ reference, locationId, to: order.shippingAddress }) }
  }
  const outcomes = await Promise.all(tasks.map((task) => orPostpone(services, task, () => announce(task))))
  // In the order in which whoever changes several orders locks them.
  const answered = outcomes
    .filter((outcome) => outcome !== null)
    .toSorted((a, b) => (a.task.orderId < b.task.orderId ? -1 : 1))
  if (answered.length === 0) return
  const settle = (some: readonly Answered[]) =>
    transact(async (tx) => {
      for (const { task, announced } of some) await settleAnswer(tx, task, announced, clock.now())
    })
  try {
    await settle(answered)
  } catch (error) {
    log.debug({ err: error }, 'announced parcels are written down one by one')
    for (const one of answered) await orPostpone(services, one.task, () => settle([one]))
  }
}

function settleAnswer(tx: Transaction, task: CarrierTask, announced: AnnouncedParcel | null, now: Date): Promise<void> {
  return announced ? settleAnnouncement(tx, task, announced, now) : awaitHandOver(tx, task, now)
}

async function settleAnnouncement(
  tx: Transaction,
  task: CarrierTask,
  announced: AnnouncedParcel,
  now: Date,
): Promise<void> {
  const { trackingCode } = announced
  const order = await lockOrder(tx, task.orderId)
  if (!order) return
  if (!(await finishAnnouncement(tx, task, announced, now))) return settleLateAnnouncement(tx, task, trackingCode, now)

  const message = `The parcel ${trackingCode} was announced to the carrier.`
  const shipped = await updateOrder(tx, order, { attentionReason: null }, now, { kind: 'SHIPMENT_ANNOUNCED', message })
  const { shipmentId: id, carrier } = task
  const amount = await captureOf(tx, order, id)
  await announceParcel(tx, shipped, { id, carrier, trackingCode, status: 'PRE_TRANSIT' }, amount)
}

async function settleLateAnnouncement(
  tx: Transaction,
  task: CarrierTask,
  trackingCode: string,
  now: Date,
): Promise<void> {
  const parcels = await findPlannedShipments(tx, task.orderId)
  const parcel = parcels.find(({ id }) => id === task.shipmentId)
  // Cancelled while the carrier was being told: it is told otherwise next.
  if (parcel && parcel.trackingCode === null) await demandWithdrawal(tx, parcel.id, trackingCode, now)
  // Without a lease any more, somebody else has done it meanwhile.
  else await finishCarrierTask(tx, task)
}

/**
 * What of the order's total the parcel brings, after those that were announced before it; null when the money was captured at
 * the confirmation.
 */
export async function captureOf(tx: Transaction, order: Order, shipmentId: string): Promise<number | null> {
  if (!order.capturedOnShipment) return null
  const parcels = await findPlannedShipments(tx, order.id)
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
