import { z } from 'zod'
import { defineEvent } from './define-event.ts'
import { EventMoney } from './money.ts'

/** What every event about an order says of it. `ownerId` is a user's or guest's id. Subject of all of them: the order. */
const order = { orderId: z.uuid(), number: z.string(), ownerId: z.uuid() }

/**
 * Units of an order's line. `total` is what the line costs: discount taken off, tax in it. `productId` and `categoryIds`
 * (from the top of the tree down to the product's own category) as the catalogue knew them then.
 */
const line = z.object({
  lineId: z.uuid(),
  variantId: z.uuid(),
  quantity: z.int().positive(),
  unitPrice: EventMoney,
  total: EventMoney.optional(),
  productId: z.uuid().optional(),
  categoryIds: z.array(z.uuid()).optional(),
})

/** What an order's total is made of: total = lines before discount - discountTotal + shippingTotal + tax that is not in the prices. */
const amounts = {
  total: EventMoney,
  discountTotal: EventMoney.optional(),
  shippingTotal: EventMoney.optional(),
  taxTotal: EventMoney.optional(),
}

/**
 * An order was placed: stock is to be set aside and its payment authorized. Whose email it has, orders says, as long as the owner is not
 * erased: outboxes and streams keep events for a day, and dead letters longer.
 */
export const OrderPlaced = defineEvent(
  'orders',
  'OrderPlaced',
  z.object({
    ...order,
    ...amounts,
    /** Nobody's: processes of the release before refuse an event without it, and events of theirs have one. */
    email: z.literal('').optional().catch(''),
    paymentMethod: z.string(),
    /** The cart that it was made of: what is held for that is the order's now. */
    cartId: z.uuid().optional(),
    lines: z.array(line),
  }),
)

/** A cart's checkout. `revision` grows with each change of the cart in checkout, so what is older is known by it. Subject: the cart. */
const checkout = { cartId: z.uuid(), ownerId: z.uuid(), revision: z.int().positive() }
const checkoutLines = z.array(z.object({ variantId: z.uuid(), quantity: z.int().positive() }))

/** Somebody is about to order a cart: its units are to be held until `expiresAt`. */
export const CheckoutStarted = defineEvent(
  'orders',
  'CheckoutStarted',
  z.object({ ...checkout, lines: checkoutLines, expiresAt: z.iso.datetime() }),
)

/** A cart in checkout was changed: `lines` is all that is to be held now; `expiresAt` stays. */
export const CheckoutChanged = defineEvent(
  'orders',
  'CheckoutChanged',
  z.object({ ...checkout, lines: checkoutLines, expiresAt: z.iso.datetime() }),
)

/** A cart in checkout is gone without an order: nothing is to be held for it. */
export const CheckoutEnded = defineEvent('orders', 'CheckoutEnded', z.object(checkout))

/**
 * Somebody wants another quantity of something in a confirmed order: inventory changes what it holds for the order to
 * `lines`, the units of each variant that the order is to have in all, or changes nothing; its answer names `editId`.
 * `shipped` are units that have left a location and so stay with the order.
 */
export const OrderEditRequested = defineEvent(
  'orders',
  'OrderEditRequested',
  z.object({
    ...order,
    editId: z.uuid(),
    lines: z.array(z.object({ variantId: z.uuid(), quantity: z.int().positive() })),
    shipped: z.array(z.object({ variantId: z.uuid(), locationId: z.uuid(), quantity: z.int().positive() })),
  }),
)

/**
 * The order was edited: its full new state. `version` grows with each change of the order, so an older edit that comes
 * late is known by it. More owed than before is to be paid, less is to be given back. `shipped` is what of the new total has left in
 * parcels; absent where money is captured at the confirmation.
 */
export const OrderEdited = defineEvent(
  'orders',
  'OrderEdited',
  z.object({
    ...order,
    ...amounts,
    version: z.int().positive(),
    lines: z.array(line),
    shipped: EventMoney.optional(),
  }),
)

/** Stock is set aside and payment authorized: the money is to be captured and the stock to be committed. */
export const OrderConfirmed = defineEvent('orders', 'OrderConfirmed', z.object(order))

/** The order will not be delivered: stock and money go back. `reason` is an OrderCancelReason. */
export const OrderCancelled = defineEvent('orders', 'OrderCancelled', z.object({ ...order, reason: z.string() }))

/** Where the order's money stands changed. `paymentStatus` is an OrderPaymentStatus. */
export const OrderPaymentStatusChanged = defineEvent(
  'orders',
  'OrderPaymentStatusChanged',
  z.object({ ...order, paymentStatus: z.string() }),
)

/** A guest signed in: the order now belongs to `ownerId`. */
export const OrderOwnerChanged = defineEvent('orders', 'OrderOwnerChanged', z.object(order))

const shipment = { ...order, shipmentId: z.uuid(), carrier: z.string(), trackingCode: z.string() }

/**
 * A parcel was announced to the carrier. Where money is captured with the parcels, `amount` is its share of the order's total, and
 * `shipped` what of it has left in all parcels as of the order's `version`: the newest counts, since edits change what parcels bring.
 */
export const ShipmentCreated = defineEvent(
  'orders',
  'ShipmentCreated',
  z.object({
    ...shipment,
    amount: EventMoney.optional(),
    shipped: EventMoney.optional(),
    version: z.int().positive().optional(),
  }),
)

/** By what the carrier reported, a parcel stands elsewhere: `status` is another ShipmentStatus. */
export const ShipmentStatusChanged = defineEvent(
  'orders',
  'ShipmentStatusChanged',
  z.object({ ...shipment, status: z.string() }),
)

/** All parcels of the order were delivered: it is COMPLETED. */
export const OrderDelivered = defineEvent('orders', 'OrderDelivered', z.object(order))

/**
 * Goods came back: `refund` is to be given back. Units go back to stock, unless their `disposition` is WRITE_OFF: they are
 * damaged and nobody can buy them.
 */
export const ReturnReceived = defineEvent(
  'orders',
  'ReturnReceived',
  z.object({
    ...order,
    returnId: z.uuid(),
    refund: EventMoney,
    lines: z.array(
      z.object({
        variantId: z.uuid(),
        quantity: z.int().positive(),
        disposition: z.enum(['RESTOCK', 'WRITE_OFF']).optional(),
        lineId: z.uuid().optional(),
      }),
    ),
  }),
)

/** Somebody put something into a cart that was not there before. Subject: the cart. */
export const CartStarted = defineEvent('orders', 'CartStarted', z.object({ cartId: z.uuid(), ownerId: z.uuid() }))

/** A guest signed in: what was in their cart is in `intoCartId` now, and the cart is gone. Subject: the cart. */
export const CartMerged = defineEvent('orders', 'CartMerged', z.object({ cartId: z.uuid(), intoCartId: z.uuid() }))
