import type { Reader, Transaction } from '../database.ts'
import type { OrderLine } from '../order/order.ts'
import { isWithCarrier, type ShipmentLine } from './shipment.ts'
import { findPlannedShipments, findShipmentLines, type PlannedShipment } from './shipment-store.ts'
import { unitsInParcels, unsentUnits, type Allocation, type ParcelContents } from './unsent-units.ts'

/** A parcel with what is in it. */
export type FilledParcel = PlannedShipment & { lines: ShipmentLine[] }

/** Those of the parcels that were not taken back, planned ones too, with what is in them. */
export async function fillParcels(database: Reader, parcels: readonly PlannedShipment[]): Promise<FilledParcel[]> {
  const sent = parcels.filter(({ status }) => status !== 'CANCELLED')
  if (sent.length === 0) return []
  const contents = await findShipmentLines(database, { shipmentId: { in: sent.map(({ id }) => id) } })
  const byParcel = Map.groupBy(contents, ({ shipmentId }) => shipmentId)
  return sent.map((parcel) => ({ ...parcel, lines: byParcel.get(parcel.id) ?? [] }))
}

/** What of an order may be sent: inventory took it, and it is in no parcel. */
export type UnsentUnits = { orderId: string; lines: OrderedUnits[]; unsent: Allocation[] }

/**
 * What may be sent of locked orders, in one statement: inventory took it, and it is in no parcel, nor in one that the carrier has
 * not given back yet: a parcel that was taken back may have been fetched a moment before.
 */
export async function readUnsentUnits(tx: Transaction, orderIds: readonly string[]): Promise<UnsentUnits[]> {
  const rows = await tx.$queryRaw<
    { orderId: string; lines: OrderedUnits[]; allocations: Allocation[]; parcels: ParcelContents[] }[]
  >`
    SELECT told.id AS "orderId",
      (SELECT coalesce(json_agg(json_build_object('id', id, 'variantId', variant_id, 'quantity', quantity) ORDER BY position), '[]')
       FROM order_lines WHERE order_id = told.id) AS lines,
      (SELECT coalesce(json_agg(json_build_object('variantId', variant_id, 'locationId', location_id, 'quantity', quantity)
         ORDER BY location_id, variant_id), '[]')
       FROM order_allocations WHERE order_id = told.id) AS allocations,
      (SELECT coalesce(json_agg(json_build_object('locationId', location_id, 'lines',
         (SELECT coalesce(json_agg(json_build_object('orderLineId', order_line_id, 'quantity', quantity)), '[]')
          FROM shipment_lines WHERE shipment_id = parcel.id))), '[]')
       FROM shipments parcel
       WHERE order_id = told.id AND (status <> 'CANCELLED' OR carrier_task = 'WITHDRAW')) AS parcels
    FROM unnest(${[...orderIds]}::uuid[]) AS told (id)`
  return rows.map(({ orderId, lines, allocations, parcels }) => ({
    orderId,
    lines,
    unsent: unsentUnits(lines, allocations, unitsInParcels(lines, parcels)),
  }))
}

/** A line of an order, as far as parcels are concerned. */
type OrderedUnits = Pick<OrderLine, 'id' | 'variantId' | 'quantity'>

/** Units of a locked order that a carrier has or has had: nothing changes them any more. */
export async function readShippedUnits(
  database: Reader,
  orderId: string,
  lines: readonly OrderLine[],
): Promise<Allocation[]> {
  const parcels = await fillParcels(database, await findPlannedShipments(database, orderId))
  return unitsInParcels(
    lines,
    parcels.filter(({ status }) => isWithCarrier(status)),
  )
}
