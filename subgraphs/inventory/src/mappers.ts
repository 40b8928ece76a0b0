import type { LocationRow } from './location/location-store.ts'
import type { AllocationRow, ReservationRow } from './reservation/reservation-store.ts'
import type { StockLevelRow } from './stock/stock-store.ts'

/** What stands behind each type of the SDL between resolvers. Ids are uuids until they leave. */
export type LocationMapper = LocationRow
export type StockLevelMapper = StockLevelRow
export type ReservationMapper = ReservationRow
export type StockAllocationMapper = AllocationRow
export type ProductVariantMapper = { id: string; /** Units, where they are known already. */ available?: number }
export type OrderMapper = { id: string }
