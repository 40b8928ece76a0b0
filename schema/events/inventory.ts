import { z } from 'zod'
import { defineEvent } from './define-event.ts'

/** Units of one variant at one location. */
export const StockAllocation = z.object({ variantId: z.uuid(), locationId: z.uuid(), quantity: z.int().positive() })
export type StockAllocation = z.infer<typeof StockAllocation>

/** Every line of an order is set aside. Subject: the order. */
export const StockReserved = defineEvent(
  'inventory',
  'StockReserved',
  z.object({ orderId: z.uuid(), allocations: z.array(StockAllocation) }),
)

/** Not every line of an order could be set aside, so none is. Subject: the order. */
export const StockRejected = defineEvent(
  'inventory',
  'StockRejected',
  z.object({
    orderId: z.uuid(),
    shortages: z.array(z.object({ variantId: z.uuid(), requested: z.int(), available: z.int() })),
  }),
)

/** What was set aside or sold for an order is back in stock. Subject: the order. */
export const StockReleased = defineEvent(
  'inventory',
  'StockReleased',
  z.object({ orderId: z.uuid(), allocations: z.array(StockAllocation) }),
)

/** What was set aside for an order has left the stock: it can be shipped. Subject: the order. */
export const StockCommitted = defineEvent(
  'inventory',
  'StockCommitted',
  z.object({ orderId: z.uuid(), allocations: z.array(StockAllocation) }),
)

/**
 * What is set aside or sold for an order was changed as an edit asked: `allocations` is all of it now. `committed` says
 * that it has left the stock; if not, StockCommitted follows when the order's confirmation is heard. Subject: the order.
 */
export const StockReservationAdjusted = defineEvent(
  'inventory',
  'StockReservationAdjusted',
  z.object({ orderId: z.uuid(), editId: z.uuid(), committed: z.boolean(), allocations: z.array(StockAllocation) }),
)

/** What an edit asked for is not there (`shortages`), or nothing is held for the order any more: nothing was changed. Subject: the order. */
export const StockAdjustmentRejected = defineEvent(
  'inventory',
  'StockAdjustmentRejected',
  z.object({
    orderId: z.uuid(),
    editId: z.uuid(),
    shortages: z.array(z.object({ variantId: z.uuid(), requested: z.int(), available: z.int() })),
  }),
)

/** The available units of a variant at a location fell to its threshold or below. Subject: the variant. */
export const StockLow = defineEvent(
  'inventory',
  'StockLow',
  z.object({ variantId: z.uuid(), locationId: z.uuid(), available: z.int(), threshold: z.int() }),
)

/** The units of a variant that can be sold, over all locations, changed. Subject: the variant. */
export const AvailabilityChanged = defineEvent(
  'inventory',
  'AvailabilityChanged',
  z.object({ variantId: z.uuid(), available: z.int().min(0) }),
)
