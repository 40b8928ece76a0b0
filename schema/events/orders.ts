import { z } from 'zod'
import { defineEvent } from './define-event.ts'
import { EventMoney } from './money.ts'

/** What every event about an order says of it. `ownerId` is a user's or guest's id. Subject of all of them: the order. */
const order = { orderId: z.uuid(), number: z.string(), ownerId: z.uuid() }

/** An order was placed: stock is to be set aside and its payment authorized. */
export const OrderPlaced = defineEvent(
  'orders',
  'OrderPlaced',
  z.object({
    ...order,
    email: z.string(),
    total: EventMoney,
    paymentMethod: z.string(),
    lines: z.array(
      z.object({ lineId: z.uuid(), variantId: z.uuid(), quantity: z.int().positive(), unitPrice: EventMoney }),
    ),
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

/** A parcel was announced to the carrier. */
export const ShipmentCreated = defineEvent('orders', 'ShipmentCreated', z.object(shipment))

/** The carrier reported about a parcel. `status` is a ShipmentStatus. */
export const ShipmentStatusChanged = defineEvent(
  'orders',
  'ShipmentStatusChanged',
  z.object({ ...shipment, status: z.string() }),
)

/** All parcels of the order were delivered: it is COMPLETED. */
export const OrderDelivered = defineEvent('orders', 'OrderDelivered', z.object(order))

/** Goods came back: `refund` is to be given back, the units go back to stock. */
export const ReturnReceived = defineEvent(
  'orders',
  'ReturnReceived',
  z.object({
    ...order,
    returnId: z.uuid(),
    refund: EventMoney,
    lines: z.array(z.object({ variantId: z.uuid(), quantity: z.int().positive() })),
  }),
)
