import { createLoader } from '@shop/subgraph/loader'
import type { Reader } from '../database.ts'
import { findShippingMethods, findZonesById } from './zone-store.ts'

export const zoneLoaders = {
  zone: (database: Reader) =>
    createLoader(
      (ids: readonly string[]) => findZonesById(database, ids),
      (zone) => zone.id,
    ),
  shippingMethod: (database: Reader) =>
    createLoader(
      (ids: readonly string[]) => findShippingMethods(database, ids),
      (method) => method.id,
    ),
}
