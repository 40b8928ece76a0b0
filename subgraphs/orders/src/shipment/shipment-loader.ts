import { createGroupLoader, createLoader } from '@shop/subgraph/loader'
import type { Reader } from '../database.ts'
import { findShipmentLines, findShipments, findTrackingEvents, findUnsentShipments } from './shipment-store.ts'

export function createShipmentLoaders(database: Reader) {
  return {
    shipment: createLoader(
      (ids: readonly string[]) => findShipments(database, { id: { in: [...ids] } }),
      (shipment) => shipment.id,
    ),
    shipmentsOfOrder: createGroupLoader(
      (ids: readonly string[]) => findShipments(database, { orderId: { in: [...ids] } }),
      (shipment) => shipment.orderId,
    ),
    plannedShipmentsOfOrder: createGroupLoader(
      (ids: readonly string[]) => findUnsentShipments(database, { orderId: { in: [...ids] } }),
      (shipment) => shipment.orderId,
    ),
    linesOfShipment: createGroupLoader(
      (ids: readonly string[]) => findShipmentLines(database, { shipmentId: { in: [...ids] } }),
      (line) => line.shipmentId,
    ),
    trackingEvent: createLoader(
      (ids: readonly string[]) => findTrackingEvents(database, { id: { in: [...ids] } }),
      (event) => event.id,
    ),
    trackingEventsOfShipment: createGroupLoader(
      (ids: readonly string[]) => findTrackingEvents(database, { shipmentId: { in: [...ids] } }),
      (event) => event.shipmentId,
    ),
  }
}
