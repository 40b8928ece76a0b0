import {
  OrderCancelled,
  OrderConfirmed,
  OrderDelivered,
  OrderEdited,
  OrderEditRequested,
  OrderOwnerChanged,
  OrderPaymentStatusChanged,
  OrderPlaced,
  ReturnReceived,
  ShipmentCreated,
  ShipmentStatusChanged,
} from '@shop/schema/events/orders'
import { appendEvent, appendEvents, newEvent, type NewEvent } from '@shop/events/outbox'
import type { Cart } from '../cart/cart.ts'
import type { Transaction } from '../database.ts'
import type { OrderEdit } from '../edit/order-edit.ts'
import type { Allocation } from '../shipment/unsent-units.ts'
import type { Return, ReturnedUnits } from '../return/return.ts'
import type { Capture } from '../shipment/capture-of.ts'
import type { Shipment } from '../shipment/shipment.ts'
import type { CatalogueVariant } from '../catalogue/variant.ts'
import type { Order, OrderCancelReason, OrderLine } from './order.ts'
import { lineTotal } from './totals.ts'

// Everything that orders tells the others. Call each after the order's row was written, in the same transaction.

export async function announcePlaced(
  tx: Transaction,
  order: Order,
  lines: readonly OrderLine[],
  cart: Pick<Cart, 'id' | 'lines'>,
  paymentMethod: string,
): Promise<void> {
  const catalogue = cart.lines.map(({ variant }) => variant)
  const costs = whatItCosts(order, lines, catalogue)
  const data = { ...about(order), ...costs, email: '' as const, paymentMethod, cartId: cart.id }
  await appendEvent(tx, OrderPlaced, { subject: order.id, data })
}

export async function announceEditRequested(
  tx: Transaction,
  order: Order,
  { id, draft }: OrderEdit,
  shipped: readonly Allocation[],
): Promise<void> {
  const lines = draft.lines.map(({ variantId, quantity }) => ({ variantId, quantity }))
  const data = { ...about(order), editId: id, lines, shipped: [...shipped] }
  await appendEvent(tx, OrderEditRequested, { subject: order.id, data })
}

/** `shipped` is what of the total has left in parcels; null where all of it is captured at once. Minor units. */
export async function announceEdited(
  tx: Transaction,
  order: Order,
  lines: readonly OrderLine[],
  catalogue: readonly CatalogueVariant[],
  shipped: number | null,
): Promise<void> {
  const { version, currencyCode } = order
  const left = shipped === null ? {} : { shipped: { amount: shipped, currencyCode } }
  const data = { ...about(order), ...whatItCosts(order, lines, catalogue), version, ...left }
  await appendEvent(tx, OrderEdited, { subject: order.id, data })
}

/** The order stands. */
export async function announceConfirmed(tx: Transaction, order: Order): Promise<void> {
  await appendEvent(tx, OrderConfirmed, { subject: order.id, data: about(order) })
}

export async function announceCancelled(tx: Transaction, order: Order, reason: OrderCancelReason): Promise<void> {
  await appendEvent(tx, OrderCancelled, { subject: order.id, data: { ...about(order), reason } })
}

export async function announcePaymentStatus(tx: Transaction, order: Order): Promise<void> {
  await appendEvents(tx, [paymentStatusChanged(order)])
}

export async function announceOwner(tx: Transaction, order: Order): Promise<void> {
  await appendEvent(tx, OrderOwnerChanged, { subject: order.id, data: about(order) })
}

export async function announceDelivered(tx: Transaction, order: Order): Promise<void> {
  await appendEvent(tx, OrderDelivered, { subject: order.id, data: about(order) })
}

type Parcel = Pick<Shipment, 'id' | 'carrier' | 'trackingCode' | 'status'>

/** `capture` is what of the order's total the parcel brings; null where all of it is captured at once. */
export async function announceParcel(
  tx: Transaction,
  order: Order,
  parcel: Parcel,
  capture: Capture | null,
): Promise<void> {
  const { currencyCode, version } = order
  const money = (amount: number) => ({ amount, currencyCode })
  const brings = capture && { amount: money(capture.amount), shipped: money(capture.shipped), version }
  await appendEvent(tx, ShipmentCreated, { subject: order.id, data: { ...aboutParcel(order, parcel), ...brings } })
}

export async function announceParcelStatus(tx: Transaction, order: Order, parcel: Parcel): Promise<void> {
  const data = { ...aboutParcel(order, parcel), status: parcel.status }
  await appendEvent(tx, ShipmentStatusChanged, { subject: order.id, data })
}

export async function announceReturnReceived(
  tx: Transaction,
  order: Order,
  return_: Return,
  units: readonly ReturnedUnits[],
): Promise<void> {
  const refund = { amount: return_.refundTotal, currencyCode: return_.currencyCode }
  const data = { ...about(order), returnId: return_.id, refund, lines: [...units] }
  await appendEvent(tx, ReturnReceived, { subject: order.id, data })
}

/** The amounts of an order and its lines, with what the catalogue knows of the goods. */
function whatItCosts(order: Order, lines: readonly OrderLine[], catalogue: readonly CatalogueVariant[]) {
  const money = (amount: number) => ({ amount, currencyCode: order.currencyCode })
  const variants = new Map(catalogue.map((variant) => [variant.id, variant]))
  return {
    total: money(order.total),
    discountTotal: money(order.discountTotal),
    shippingTotal: money(order.shippingTotal),
    taxTotal: money(order.taxTotal),
    lines: lines.map((line) => {
      const { productId, categoryIds } = variants.get(line.variantId) ?? {}
      return {
        lineId: line.id,
        variantId: line.variantId,
        quantity: line.quantity,
        unitPrice: money(line.unitPrice),
        total: money(lineTotal(line)),
        ...(productId ? { productId } : {}),
        ...(categoryIds ? { categoryIds } : {}),
      }
    }),
  }
}

function paymentStatusChanged(order: Order): NewEvent {
  const data = { ...about(order), paymentStatus: order.paymentStatus }
  return newEvent(OrderPaymentStatusChanged, { subject: order.id, data })
}

function about({ id, number, ownerId }: Order) {
  return { orderId: id, number, ownerId }
}

function aboutParcel(order: Order, { id, carrier, trackingCode }: Parcel) {
  return { ...about(order), shipmentId: id, carrier, trackingCode }
}
