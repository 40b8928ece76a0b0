import type { LocationRow } from './location/location-store.ts'
import type { MovementRow } from './movement/movement-store.ts'
import type { AllocationRow, BackorderRow, ReservationRow } from './reservation/reservation-store.ts'
import type { Shortage } from './stock/allocation.ts'
import type { StockLevelRow } from './stock/stock-store.ts'

/** What stands behind each type of the SDL between resolvers. Ids are uuids until they leave. */
export type LocationMapper = LocationRow
export type StockLevelMapper = StockLevelRow
export type StockMovementMapper = MovementRow
export type ReservationMapper = ReservationRow
export type StockAllocationMapper = AllocationRow
export type BackorderMapper = BackorderRow
export type StockHoldMapper = ReservationRow
export type StockShortageMapper = Shortage
export type ProductVariantMapper = { id: string; /** Units, where they are known already. */ available?: number }
export type OrderMapper = { id: string }
export type CartMapper = { id: string }
