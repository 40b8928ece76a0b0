import { createSlots } from '@shop/events/slots'
import type { Services } from '../context.ts'
import { findOrder, findOrders } from '../order/order-store.ts'
import { claimCarrierTasks, finishCarrierTask, postponeCarrierTask, type CarrierTask } from './carrier-task-store.ts'
import { settleAnswers, type Answer } from './settle-announcements.ts'
import { settleWithdrawal } from './settle-withdrawal.ts'
import { renameCarrier } from './shipment-store.ts'

/**
 * Longer than most calls to a carrier take. One that takes longer is made a second time, which carriers bear; a parcel that was
 * withdrawn meanwhile is not fetched, even if its announcement arrives after that.
 */
const LEASE_MS = 15_000
export const TASKS_AT_ONCE = 100
/** A carrier takes its time to answer; announcements, which are many, are written down together. */
const calls = createSlots(16)
const MAXIMUM_PAUSE_MS = 300_000

type Needed = Pick<Services, 'database' | 'transact' | 'carrier' | 'clock' | 'log'>

/** Tells the carrier what it is still to be told: parcels to fetch, and parcels not to fetch. Answers how many. */
export async function carryOutTasks(services: Needed): Promise<number> {
  const { database, clock } = services
  const tasks = await claimCarrierTasks(database, clock.now(), LEASE_MS, TASKS_AT_ONCE)
  const announcements = tasks.filter(({ kind }) => kind === 'ANNOUNCE')
  if (announcements.length > 0) await announceAll(services, announcements)
  const others = tasks.filter(({ kind }) => kind !== 'ANNOUNCE')
  await Promise.all(others.map((task) => calls.run(() => orPostpone(services, task, () => tell(services, task)))))
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

/** Announces parcels side by side, and writes down together what the carrier answered. */
async function announceAll(services: Needed, tasks: readonly CarrierTask[]): Promise<void> {
  const { database, carrier, transact, clock, log } = services
  const found = await findOrders(
    database,
    tasks.map(({ orderId }) => orderId),
  )
  const orders = new Map(found.map((order) => [order.id, order]))
  const announce = async (task: CarrierTask): Promise<Answer> => {
    const order = orders.get(task.orderId)
    if (!order) throw new Error(`the parcel ${task.shipmentId} has no order`)
    const { shipmentId: reference, locationId } = task
    return { task, announced: await carrier.announce({ reference, locationId, to: order.shippingAddress }) }
  }
  const outcomes = await Promise.all(tasks.map((task) => orPostpone(services, task, () => announce(task))))
  const answers = outcomes.filter((outcome) => outcome !== null)
  if (answers.length === 0) return
  const settle = (some: readonly Answer[]) => transact((tx) => settleAnswers(tx, some, clock.now()))
  try {
    await settle(answers)
  } catch (error) {
    log.debug({ err: error }, 'announced parcels are written down one by one')
    for (const answer of answers) await orPostpone(services, answer.task, () => settle([answer]))
  }
}

function tell(services: Needed, task: CarrierTask): Promise<void> {
  return task.kind === 'TRACK' ? track(services, task) : withdraw(services, task)
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
