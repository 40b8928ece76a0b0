import type { Reader, Transaction } from '../database.ts'
import type { OrderLine } from '../order/order.ts'
import { findWithdrawals } from './carrier-task-store.ts'
import { isWithCarrier, type ShipmentLine } from './shipment.ts'
import { findPlannedShipments, findShipmentLines, type PlannedShipment } from './shipment-store.ts'
import { unitsInParcels, type Allocation } from './unsent-units.ts'

/** A parcel with what is in it. */
export type FilledParcel = PlannedShipment & { lines: ShipmentLine[] }

/** The parcels of a locked order that were not taken back, planned ones too, with what is in them. */
export async function readParcels(
  database: Reader,
  orderId: string,
  known?: readonly PlannedShipment[],
): Promise<FilledParcel[]> {
  const parcels = (known ?? (await findPlannedShipments(database, orderId))).filter(
    ({ status }) => status !== 'CANCELLED',
  )
  return fill(database, parcels)
}

async function fill(database: Reader, parcels: readonly PlannedShipment[]): Promise<FilledParcel[]> {
  if (parcels.length === 0) return []
  const contents = await findShipmentLines(database, { shipmentId: { in: parcels.map(({ id }) => id) } })
  const byParcel = Map.groupBy(contents, ({ shipmentId }) => shipmentId)
  return parcels.map((parcel) => ({ ...parcel, lines: byParcel.get(parcel.id) ?? [] }))
}

/**
 * Units of a locked order that must not be sent again: those in parcels, and those in parcels that the carrier has not given back
 * yet. A parcel that was taken back may have been fetched a moment before.
 */
export async function readSpokenForUnits(
  tx: Transaction,
  orderId: string,
  lines: readonly OrderLine[],
): Promise<Allocation[]> {
  const withdrawals = new Set(await findWithdrawals(tx, orderId))
  const parcels = (await findPlannedShipments(tx, orderId)).filter(
    ({ id, status }) => status !== 'CANCELLED' || withdrawals.has(id),
  )
  return unitsInParcels(lines, await fill(tx, parcels))
}

/** Units of a locked order that a carrier has or has had: nothing changes them any more. */
export async function readShippedUnits(
  database: Reader,
  orderId: string,
  lines: readonly OrderLine[],
): Promise<Allocation[]> {
  const parcels = await readParcels(database, orderId)
  return unitsInParcels(
    lines,
    parcels.filter(({ status }) => isWithCarrier(status)),
  )
}
