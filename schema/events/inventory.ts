import { z } from 'zod'
import { defineEvent } from './define-event.ts'

/** Units of one variant at one location. */
export const StockAllocation = z.object({ variantId: z.uuid(), locationId: z.uuid(), quantity: z.int().positive() })
export type StockAllocation = z.infer<typeof StockAllocation>

/** Units of a variant that are promised, but not there yet or not released. `expectedAt` when a date was told. */
export const BackorderedUnits = z.object({
  variantId: z.uuid(),
  quantity: z.int().positive(),
  expectedAt: z.iso.datetime().optional(),
})
export type BackorderedUnits = z.infer<typeof BackorderedUnits>

const shortages = z.array(z.object({ variantId: z.uuid(), requested: z.int(), available: z.int() }))

/** Every line of an order is set aside, or promised (`backordered`, when there are such). Subject: the order. */
export const StockReserved = defineEvent(
  'inventory',
  'StockReserved',
  z.object({
    orderId: z.uuid(),
    allocations: z.array(StockAllocation),
    backordered: z.array(BackorderedUnits).optional(),
  }),
)

/** Not every line of an order could be set aside, so none is. Subject: the order. */
export const StockRejected = defineEvent('inventory', 'StockRejected', z.object({ orderId: z.uuid(), shortages }))

/** What was set aside or sold for an order is back in stock. Subject: the order. */
export const StockReleased = defineEvent(
  'inventory',
  'StockReleased',
  z.object({ orderId: z.uuid(), allocations: z.array(StockAllocation) }),
)

/**
 * What was set aside for an order has left the stock: it can be shipped. Told again with what comes later of `backordered`,
 * the units that are still to come; `allocations` are always only those that have left now. Subject: the order.
 */
export const StockCommitted = defineEvent(
  'inventory',
  'StockCommitted',
  z.object({
    orderId: z.uuid(),
    allocations: z.array(StockAllocation),
    backordered: z.array(BackorderedUnits).optional(),
  }),
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
  z.object({ orderId: z.uuid(), editId: z.uuid(), shortages }),
)

/** The available units of a variant at a location fell to its threshold or below, or that was raised to them. Subject: the variant. */
export const StockLow = defineEvent(
  'inventory',
  'StockLow',
  z.object({ variantId: z.uuid(), locationId: z.uuid(), available: z.int(), threshold: z.int() }),
)

/** The units of a variant that can be sold, over all locations, changed, or how many can be ordered ahead, or a preorder was released. Subject: the variant. */
export const AvailabilityChanged = defineEvent(
  'inventory',
  'AvailabilityChanged',
  z.object({ variantId: z.uuid(), available: z.int().min(0) }),
)

const hold = { cartId: z.uuid(), revision: z.int().positive() }

/** Every line of a cart in checkout is set aside (or promised) until `expiresAt`. Subject: the cart. */
export const StockHeld = defineEvent(
  'inventory',
  'StockHeld',
  z.object({
    ...hold,
    expiresAt: z.iso.datetime(),
    allocations: z.array(StockAllocation),
    backordered: z.array(BackorderedUnits).optional(),
  }),
)

/** Not every line of a cart in checkout could be set aside, so none is. Subject: the cart. */
export const StockHoldRejected = defineEvent('inventory', 'StockHoldRejected', z.object({ ...hold, shortages }))

/** What was set aside for a cart is not any more: its time is over, or its checkout was ended. Subject: the cart. */
export const StockHoldEnded = defineEvent(
  'inventory',
  'StockHoldEnded',
  z.object({ ...hold, reason: z.enum(['EXPIRED', 'CHECKOUT_ENDED']) }),
)
