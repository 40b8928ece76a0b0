import type { ActorKind } from '../history/history.ts'
import type { Order, OrderLine, PostalAddress } from '../order/order.ts'

export type OrderEditStatus = 'PENDING' | 'APPLIED' | 'REJECTED' | 'CANCELLED'

const TRANSITIONS: Readonly<Record<OrderEditStatus, readonly OrderEditStatus[]>> = {
  PENDING: ['APPLIED', 'REJECTED', 'CANCELLED'],
  APPLIED: [],
  REJECTED: [],
  CANCELLED: [],
}

export function editCanBecome(from: OrderEditStatus, to: OrderEditStatus): boolean {
  return TRANSITIONS[from].includes(to)
}

/** What an order costs, and what it is made of. */
export type OrderAmounts = Pick<
  Order,
  | 'subtotal'
  | 'discountTotal'
  | 'shippingTotal'
  | 'taxTotal'
  | 'total'
  | 'pricesIncludeTax'
  | 'shippingDiscount'
  | 'shippingTax'
  | 'shippingMethodId'
  | 'shippingMethod'
  | 'taxLines'
  | 'discountLines'
>

/** What an order becomes by an edit: all of its lines and amounts, and its address when that changes. */
export type EditDraft = {
  lines: OrderLine[]
  amounts: OrderAmounts
  /** Only until the edit is settled: then the order has it. */
  shippingAddress: PostalAddress | null
}

export type Shortage = { variantId: string; requested: number; available: number }

/** Why an edit was not applied: not everything was in stock, or the carrier had fetched a parcel before it could be taken back. */
export type OrderEditRejection = 'OUT_OF_STOCK' | 'PARCEL_LEFT'

/** Somebody wants an order to be another. */
export type OrderEdit = {
  id: string
  orderId: string
  status: OrderEditStatus
  requestedBy: string
  requestedByKind: ActorKind
  draft: EditDraft
  shortages: Shortage[]
  rejection: OrderEditRejection | null
  /** Whether parcels are being taken back: nothing else happens before the carrier has said that it has none of them. */
  awaitsParcels: boolean
  requestedAt: Date
  settledAt: Date | null
}
