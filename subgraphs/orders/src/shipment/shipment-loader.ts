import { createGroupLoader, createLoader } from '@shop/subgraph/loader'
import type { Reader } from '../database.ts'
import { findShipmentLines, findShipments, findTrackingEvents, findUnsentShipments } from './shipment-store.ts'

export const shipmentLoaders = {
  shipment: (database: Reader) =>
    createLoader(
      (ids: readonly string[]) => findShipments(database, { id: { in: [...ids] } }),
      (shipment) => shipment.id,
    ),
  shipmentsOfOrder: (database: Reader) =>
    createGroupLoader(
      (ids: readonly string[]) => findShipments(database, { orderId: { in: [...ids] } }),
      (shipment) => shipment.orderId,
    ),
  plannedShipmentsOfOrder: (database: Reader) =>
    createGroupLoader(
      (ids: readonly string[]) => findUnsentShipments(database, { orderId: { in: [...ids] } }),
      (shipment) => shipment.orderId,
    ),
  linesOfShipment: (database: Reader) =>
    createGroupLoader(
      (ids: readonly string[]) => findShipmentLines(database, { shipmentId: { in: [...ids] } }),
      (line) => line.shipmentId,
    ),
  trackingEvent: (database: Reader) =>
    createLoader(
      (ids: readonly string[]) => findTrackingEvents(database, { id: { in: [...ids] } }),
      (event) => event.id,
    ),
  trackingEventsOfShipment: (database: Reader) =>
    createGroupLoader(
      (ids: readonly string[]) => findTrackingEvents(database, { shipmentId: { in: [...ids] } }),
      (event) => event.shipmentId,
    ),
}
