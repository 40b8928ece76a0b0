import type { Change } from '@shop/events/live/change-log'
import { shareByChange } from '@shop/subgraph/live/share-by-change'
import type { Database } from '../database.ts'
import { createLoaders, type Loaders } from '../context.ts'
import type { Order } from '../order/order.ts'
import { toStoredOrder } from '../order/order-store.ts'
import { toStoredShipment, type PlannedShipment } from '../shipment/shipment-store.ts'

// What the triggers of orders' database wrote down, as the domain sees it; made once for all who follow it here.

/** The order as it was after a change of kind `order`. */
export const orderOf: (change: Change) => Order = shareByChange(({ data }) => toStoredOrder(data))

/** The parcel as it was after a change of kind `shipment`. */
export const shipmentOf: (change: Change) => PlannedShipment = shareByChange(({ data }) => toStoredShipment(data))

/**
 * The loaders that answer for what belongs to an order or parcel at a change: lines, parcels, tracking events. All followers
 * in this process have the same, so a change costs its reads once and not once per follower.
 */
export const loadersOf: (change: Change, database: Database) => Loaders = shareByChange((_change, database: Database) =>
  createLoaders(database),
)
