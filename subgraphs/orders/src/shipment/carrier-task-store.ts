import type { AnnouncedParcel } from '../carrier/carrier.ts'
import type { Database, Transaction } from '../database.ts'

/** Something that the carrier is to be told. `attempt` counts from 1. */
export type CarrierTask = {
  shipmentId: string
  orderId: string
  locationId: string
  kind: 'ANNOUNCE' | 'WITHDRAW' | 'TRACK'
  /** Whose it is, when it was handed over. */
  carrier: string
  trackingCode: string | null
  attempt: number
}

/**
 * Takes the tasks that are due, each for one worker alone until the lease runs out: a worker that dies loses nothing,
 * and the carrier knows a repeated announcement by its reference.
 */
export async function claimCarrierTasks(
  database: Database,
  now: Date,
  leaseMs: number,
  limit: number,
): Promise<CarrierTask[]> {
  return database.$queryRaw<CarrierTask[]>`
    UPDATE shipments
    SET carrier_due_at = ${new Date(now.getTime() + leaseMs)}, carrier_attempts = carrier_attempts + 1
    WHERE id IN (
      SELECT id FROM shipments WHERE carrier_task IS NOT NULL AND carrier_due_at <= ${now}
      ORDER BY carrier_due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING id AS "shipmentId", order_id AS "orderId", location_id AS "locationId", carrier_task AS kind,
      carrier, tracking_code AS "trackingCode", carrier_attempts AS attempt`
}

/** The task is done, if it still is the one that was claimed; false when it no longer was. */
export async function finishCarrierTask(tx: Transaction, { shipmentId, kind }: CarrierTask): Promise<boolean> {
  const count = await tx.$executeRaw`
    UPDATE shipments SET carrier_task = NULL, carrier_due_at = NULL, carrier_attempts = 0
    WHERE id = ${shipmentId}::uuid AND carrier_task = ${kind}::carrier_task`
  return count > 0
}

/**
 * The carrier knows planned parcels, and is to be told nothing more. Answers the ids of those that were not announced before, nor taken
 * back.
 */
export async function finishAnnouncements(
  tx: Transaction,
  announcements: readonly { task: CarrierTask; announced: AnnouncedParcel }[],
  now: Date,
): Promise<Set<string>> {
  if (announcements.length === 0) return new Set()
  const ids = announcements.map(({ task }) => task.shipmentId)
  const codes = announcements.map(({ announced }) => announced.trackingCode)
  const estimates = announcements.map(({ announced }) => announced.estimatedDeliveryAt)
  const finished = await tx.$queryRaw<{ id: string }[]>`
    UPDATE shipments
    SET tracking_code = announced.code, estimated_delivery_at = announced.estimate, status = 'PRE_TRANSIT', status_at = ${now},
      announced_at = ${now}, version = version + 1, carrier_task = NULL, carrier_due_at = NULL, carrier_attempts = 0
    FROM unnest(${ids}::uuid[], ${codes}::text[], ${estimates}::timestamptz[]) AS announced (shipment_id, code, estimate)
    WHERE id = shipment_id AND tracking_code IS NULL AND status <> 'CANCELLED'
    RETURNING id`
  return new Set(finished.map(({ id }) => id))
}

/** Parcels of a locked order that were taken back, and of which the carrier has not said yet that it has not fetched them. */
export async function findWithdrawals(tx: Transaction, orderId: string): Promise<string[]> {
  const rows = await tx.shipment.findMany({
    where: { orderId, status: 'CANCELLED', carrierTask: 'WITHDRAW' },
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}

/** Tries the task again at `dueAt`. */
export async function postponeCarrierTask(database: Database, task: CarrierTask, dueAt: Date): Promise<void> {
  await database.shipment.updateMany({
    where: { id: task.shipmentId, carrierTask: task.kind },
    data: { carrierDueAt: dueAt },
  })
}

/** Somebody brought a planned parcel to a carrier, who is to be asked about it. */
export async function demandTracking(
  tx: Transaction,
  shipmentId: string,
  { carrier, trackingCode }: { carrier: string; trackingCode: string },
  now: Date,
): Promise<void> {
  // Without a moment of its status: what the carrier has reported before counts.
  const status = { status: 'PRE_TRANSIT', statusAt: null, version: { increment: 1 } } as const
  const task = { carrierTask: 'TRACK', carrierDueAt: now, carrierAttempts: 0 } as const
  await tx.shipment.update({
    where: { id: shipmentId },
    data: { carrier, trackingCode, announcedAt: now, ...status, ...task },
  })
}

/** The order was cancelled while the parcel was being announced. */
export async function demandWithdrawal(
  tx: Transaction,
  shipmentId: string,
  trackingCode: string,
  now: Date,
): Promise<void> {
  await tx.shipment.update({
    where: { id: shipmentId },
    data: { trackingCode, carrierTask: 'WITHDRAW', carrierDueAt: now, carrierAttempts: 0 },
  })
}
