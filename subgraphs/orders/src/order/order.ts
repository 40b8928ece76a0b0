import type { Attention } from './attention.ts'
import type { FulfillmentStatus } from './fulfillment-status.ts'
import type { DiscountLine } from '../quote/quote.ts'
import type { Tax } from '../quote/tax.ts'
import type { OrderPaymentStatus } from './payment-status.ts'
import type { LineAmounts } from './totals.ts'

export type OwnerKind = 'GUEST' | 'USER'
export type OrderStatus = 'PENDING' | 'CONFIRMED' | 'COMPLETED' | 'CANCELLED'
export type OrderCancelReason = 'CUSTOMER' | 'STAFF' | 'OUT_OF_STOCK' | 'PAYMENT_FAILED' | 'EXPIRED' | 'UNDELIVERABLE'

export type PostalAddress = {
  recipient: string
  line1: string
  line2: string | null
  city: string
  region: string | null
  postalCode: string
  countryCode: string
  phone: string | null
}

/** An order as the domain sees it. Amounts are in minor units of `currencyCode`. */
export type Order = {
  id: string
  number: string
  ownerId: string
  ownerKind: OwnerKind
  email: string
  status: OrderStatus
  paymentStatus: OrderPaymentStatus
  fulfillmentStatus: FulfillmentStatus
  cancelReason: OrderCancelReason | null
  currencyCode: string
  subtotal: number
  discountTotal: number
  shippingTotal: number
  taxTotal: number
  total: number
  /** Whether taxTotal is in the prices; otherwise it is added to them. */
  pricesIncludeTax: boolean
  /** The delivery's parts of discountTotal and taxTotal. */
  shippingDiscount: number
  shippingTax: number
  shippingMethodId: string | null
  shippingMethod: string | null
  taxLines: Tax[]
  discountLines: DiscountLine[]
  promotionId: string | null
  promotionCode: string | null
  shippingAddress: PostalAddress
  /** What staff must look at, oldest first. */
  attention: readonly Attention[]
  /** Staff decide which units go into which parcel. */
  manualFulfillment: boolean
  /** The edit that waits for stock. */
  pendingEditId: string | null
  /** When inventory told all that it holds, for an edit. */
  stockAsOf: Date | null
  /** Whether its money is captured with its parcels: then they are not kept back until it is. */
  capturedOnShipment: boolean
  version: number
  placedAt: Date
  confirmedAt: Date | null
  cancelledAt: Date | null
  completedAt: Date | null
  updatedAt: Date
  /** The version of an edit whose total payments has not covered yet. */
  awaitsCoverOf: number | null
  /** When payments said last whether all is paid of what the order costs. */
  balanceAsOf: Date | null
  /** When payments said last how much the customer's bank has withdrawn. */
  disputeAsOf: Date | null
  /** When payments said last what came of a refund. */
  refundAsOf: Date | null
  /** Since when a payment has waited for what its customer must do. */
  paymentActionSince: Date | null
  ownerErasedAt: Date | null
}

/** A line of an order. `discount` and `tax` are its shares of the order's. */
export type OrderLine = LineAmounts & {
  id: string
  orderId: string
  position: number
  variantId: string
  title: string
  sku: string
  currencyCode: string
}

const TRANSITIONS: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  PENDING: ['CONFIRMED', 'CANCELLED'],
  CONFIRMED: ['COMPLETED', 'CANCELLED'],
  COMPLETED: [],
  CANCELLED: [],
}

// Out of which status an order may be cancelled for a reason. What comes later than its moment is out of date: the event
// of a rejected stock, for example, says nothing of an order that was confirmed.
const CANCELLABLE: Readonly<Record<OrderCancelReason, readonly OrderStatus[]>> = {
  CUSTOMER: ['PENDING', 'CONFIRMED'],
  STAFF: ['PENDING', 'CONFIRMED'],
  OUT_OF_STOCK: ['PENDING'],
  PAYMENT_FAILED: ['PENDING', 'CONFIRMED'],
  EXPIRED: ['PENDING'],
  UNDELIVERABLE: ['CONFIRMED'],
}

export function canBecome(from: OrderStatus, to: OrderStatus): boolean {
  return TRANSITIONS[from].includes(to)
}

export function canBeCancelled(status: OrderStatus, reason: OrderCancelReason): boolean {
  return canBecome(status, 'CANCELLED') && CANCELLABLE[reason].includes(status)
}

export function isFinal(status: OrderStatus): boolean {
  return TRANSITIONS[status].length === 0
}

// Where the money of a final order has come to rest. A refund of a completed order may come at any time after.
const MONEY_AT_REST: Readonly<Record<OrderStatus, readonly OrderPaymentStatus[]>> = {
  PENDING: [],
  CONFIRMED: [],
  COMPLETED: ['PAID', 'PARTIALLY_REFUNDED', 'REFUNDED'],
  CANCELLED: ['FAILED', 'VOIDED', 'REFUNDED'],
}

/** Whether nothing more is to happen to the order by itself. */
export function isSettled(order: Pick<Order, 'status' | 'paymentStatus'>): boolean {
  return MONEY_AT_REST[order.status].includes(order.paymentStatus)
}
