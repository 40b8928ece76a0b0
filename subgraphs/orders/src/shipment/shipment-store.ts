import { assignmentsOf, columnNamesOf, columnsOf, toColumns } from '@shop/subgraph/columns'
import { storedRow } from '@shop/subgraph/live/stored-row'
import { newId } from '@shop/subgraph/new-id'
import type { Reader, Transaction } from '../database.ts'
import { Prisma, type Shipment as ShipmentRow } from '../generated/prisma/client.ts'
import type { Shipment, ShipmentLine, TrackingEvent } from './shipment.ts'

const SHIPMENT_FIELDS = Object.values(Prisma.ShipmentScalarFieldEnum)
const COLUMNS = Prisma.raw(columnsOf('parcel', SHIPMENT_FIELDS))
const EVENT_COLUMNS = Prisma.raw(columnNamesOf(Object.values(Prisma.TrackingEventScalarFieldEnum)))

/** A parcel that the carrier may not know yet. */
export type PlannedShipment = Omit<Shipment, 'trackingCode'> & { trackingCode: string | null }

/** A parcel that is to be, of a locked order. */
export type NewShipment = { orderId: string; locationId: string; lines: readonly Omit<ShipmentLine, 'shipmentId'>[] }

export async function insertShipments(
  tx: Transaction,
  parcels: readonly NewShipment[],
  carrier: string,
  now: Date,
): Promise<void> {
  const planned = parcels.map(({ orderId, locationId, lines }) => ({ id: newId(), orderId, locationId, lines }))
  await tx.$executeRaw`
    WITH planned AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(planned)}::jsonb)
        AS parcel (id uuid, "orderId" uuid, "locationId" uuid, lines jsonb)
    ), parcels AS (
      INSERT INTO shipments (id, order_id, location_id, carrier, created_at, carrier_task, carrier_due_at)
      SELECT id, "orderId", "locationId", ${carrier}, ${now}::timestamptz, 'ANNOUNCE', ${now}::timestamptz FROM planned)
    INSERT INTO shipment_lines (shipment_id, order_line_id, quantity)
    SELECT planned.id, line."orderLineId", line.quantity
    FROM planned, jsonb_to_recordset(planned.lines) AS line ("orderLineId" uuid, quantity integer)`
}

/** All parcels of an order, those too that are only planned. Read them after the order was locked. */
export async function findPlannedShipments(database: Reader, orderId: string): Promise<PlannedShipment[]> {
  return findPlannedShipmentsOf(database, [orderId])
}

/** The same of several orders. */
export async function findPlannedShipmentsOf(
  database: Reader,
  orderIds: readonly string[],
): Promise<PlannedShipment[]> {
  return database.$queryRaw<ShipmentRow[]>`
    SELECT ${COLUMNS} FROM shipments parcel WHERE order_id = ANY (${[...orderIds]}::uuid[]) ORDER BY id`
}

/**
 * What is in the parcels of an order that a carrier was told of; not in those that it has given back, but in those of which it has
 * not said so yet.
 */
export async function findAnnouncedLines(database: Reader, orderId: string): Promise<ShipmentLine[]> {
  return database.$queryRaw<ShipmentLine[]>`
    SELECT shipment_id AS "shipmentId", order_line_id AS "orderLineId", quantity
    FROM shipments parcel JOIN shipment_lines ON shipment_id = parcel.id
    WHERE order_id = ${orderId}::uuid AND tracking_code IS NOT NULL
      AND (status <> 'CANCELLED' OR carrier_task = 'WITHDRAW')`
}

/** The orders of the parcels that carriers call so, in the same sequence; null for one that is unknown. */
export async function findOrderIdsOfParcels(
  tx: Transaction,
  parcels: readonly { carrier: string; trackingCode: string }[],
): Promise<(string | null)[]> {
  const carriers = parcels.map(({ carrier }) => carrier)
  const codes = parcels.map(({ trackingCode }) => trackingCode)
  const rows = await tx.$queryRaw<{ orderId: string | null }[]>`
    SELECT (SELECT order_id FROM shipments WHERE carrier = told.carrier AND tracking_code = told.code) AS "orderId"
    FROM unnest(${carriers}::text[], ${codes}::text[]) WITH ORDINALITY AS told (carrier, code, place) ORDER BY place`
  return rows.map(({ orderId }) => orderId)
}

/** The order of a parcel, planned or not; null when there is none. */
export async function findOrderIdOfShipment(tx: Transaction, id: string): Promise<string | null> {
  const row = await tx.shipment.findUnique({ where: { id }, select: { orderId: true } })
  return row?.orderId ?? null
}

/** Parcels that nobody has brought to a carrier, or told one of. */
export async function findUnsentShipments(
  database: Reader,
  where: { orderId: { in: string[] } },
): Promise<PlannedShipment[]> {
  return database.shipment.findMany({
    where: { ...where, trackingCode: null, status: { not: 'CANCELLED' } },
    orderBy: { id: 'asc' },
  })
}

/** A parcel that was handed over is followed: under this name, and expected then unless a report says otherwise. */
export async function renameCarrier(
  tx: Transaction,
  id: string,
  { carrier, estimatedDeliveryAt }: { carrier: string; estimatedDeliveryAt: Date | null },
): Promise<void> {
  await tx.shipment.update({ where: { id }, data: { carrier } })
  await tx.shipment.updateMany({ where: { id, estimatedAt: null }, data: { estimatedDeliveryAt } })
}

/** Keeps the carrier's newest estimate of when a parcel is delivered. */
export async function updateEstimate(
  tx: Transaction,
  id: string,
  { deliveryAt, madeAt }: { deliveryAt: Date; madeAt: Date },
): Promise<void> {
  await tx.shipment.updateMany({
    where: { id, OR: [{ estimatedAt: null }, { estimatedAt: { lt: madeAt } }] },
    data: { estimatedDeliveryAt: deliveryAt, estimatedAt: madeAt },
  })
}

/** Parcels that the carrier knows: nobody sees the others. */
export async function findShipments(
  database: Reader,
  where: { id: { in: string[] } } | { orderId: { in: string[] } },
): Promise<Shipment[]> {
  const rows = await database.shipment.findMany({
    where: { ...where, trackingCode: { not: null } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  return rows.flatMap(toShipment)
}

type ShipmentChanges = Partial<
  Pick<Shipment, 'status' | 'statusAt' | 'trackingCode' | 'estimatedDeliveryAt' | 'deliveredAt' | 'announcedAt'>
>

export async function updateShipment(tx: Transaction, id: string, changes: ShipmentChanges): Promise<void> {
  await updateShipments(tx, [{ id, ...changes }])
}

/** updateShipment for several parcels, in one statement; each once, and of each the same fields. */
export async function updateShipments(
  tx: Transaction,
  updates: readonly (ShipmentChanges & { id: string })[],
): Promise<void> {
  const ids = updates.map(({ id }) => id)
  const fields = SHIPMENT_FIELDS.filter((field) => field !== 'id' && updates.some((update) => field in update))
  // The ids are told apart, as in updateOrders.
  await tx.$executeRaw`
    UPDATE shipments parcel SET version = parcel.version + 1, ${Prisma.raw(assignmentsOf('change', fields))}
    FROM jsonb_populate_recordset(NULL::shipments, ${`[${updates.map(toColumns).join()}]`}::jsonb) AS change
    WHERE parcel.id = ANY (${ids}::uuid[]) AND parcel.id = change.id`
}

/** Records what carriers report, of each parcel one thing. Answers the parcels of which it had not been recorded before. */
export async function insertTrackingEvents(
  tx: Transaction,
  events: readonly (Omit<TrackingEvent, 'id'> & { reportId: string; recordedAt: Date })[],
): Promise<Set<string>> {
  if (events.length === 0) return new Set()
  const rows = `[${events.map((event) => toColumns({ ...event, id: newId() })).join()}]`
  const inserted = await tx.$queryRaw<{ shipmentId: string }[]>`
    INSERT INTO tracking_events (${EVENT_COLUMNS})
    SELECT ${EVENT_COLUMNS} FROM jsonb_populate_recordset(NULL::tracking_events, ${rows}::jsonb)
    ON CONFLICT (shipment_id, report_id) DO NOTHING RETURNING shipment_id AS "shipmentId"`
  return new Set(inserted.map(({ shipmentId }) => shipmentId))
}

export async function findShipmentLines(
  database: Reader,
  where: { shipmentId: { in: string[] } },
): Promise<ShipmentLine[]> {
  return database.$queryRaw<ShipmentLine[]>`
    SELECT shipment_id AS "shipmentId", order_line_id AS "orderLineId", quantity
    FROM shipment_lines WHERE shipment_id = ANY (${where.shipmentId.in}::uuid[]) ORDER BY order_line_id`
}

export async function findTrackingEvents(
  database: Reader,
  where: { id: { in: string[] } } | { shipmentId: { in: string[] } },
): Promise<TrackingEvent[]> {
  return database.trackingEvent.findMany({ where, orderBy: [{ occurredAt: 'asc' }, { id: 'asc' }] })
}

/** Takes back the parcels of an order that no carrier has, or `only` one of them. */
export async function cancelShipments(tx: Transaction, orderId: string, now: Date, only?: string): Promise<void> {
  // An announcement that is under way may still reach the carrier: its lease is waited for, then it is withdrawn. Of a parcel
  // that no worker has touched nobody has to be told.
  await tx.$executeRaw`
    UPDATE shipments
    SET status = 'CANCELLED', status_at = ${now}, version = version + 1, carrier_attempts = 0,
        carrier_task = CASE WHEN carrier_task = 'ANNOUNCE' AND carrier_attempts = 0 THEN NULL ELSE 'WITHDRAW'::carrier_task END,
        carrier_due_at = CASE WHEN carrier_task = 'ANNOUNCE' AND carrier_attempts = 0 THEN NULL ELSE greatest(carrier_due_at, ${now}) END
    WHERE order_id = ${orderId}::uuid AND status IN ('UNKNOWN', 'PRE_TRANSIT')
      AND id = coalesce(${only ?? null}::uuid, id)`
}

/** A parcel out of the log of changes: its row as JSON. */
export function toStoredShipment(json: Record<string, unknown>): PlannedShipment {
  return storedRow(json) as ShipmentRow
}

function toShipment({ trackingCode, ...row }: ShipmentRow): Shipment[] {
  return trackingCode === null ? [] : [{ ...row, trackingCode }]
}
