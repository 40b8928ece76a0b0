import type { ShipmentStatus } from '../shipment/shipment.ts'

export type FulfillmentStatus = 'UNFULFILLED' | 'PARTIALLY_FULFILLED' | 'FULFILLED' | 'RETURNED'

const TRANSITIONS: Readonly<Record<FulfillmentStatus, readonly FulfillmentStatus[]>> = {
  UNFULFILLED: ['PARTIALLY_FULFILLED', 'FULFILLED', 'RETURNED'],
  PARTIALLY_FULFILLED: ['FULFILLED', 'RETURNED'],
  FULFILLED: ['RETURNED'],
  RETURNED: [],
}

export function fulfillmentCanBecome(from: FulfillmentStatus, to: FulfillmentStatus): boolean {
  return TRANSITIONS[from].includes(to)
}

/** Where the delivery of an order stands, by its parcels. */
export function fulfillmentOf(parcels: readonly ShipmentStatus[]): FulfillmentStatus {
  if (parcels.length === 0) return 'UNFULFILLED'
  if (parcels.every((status) => status === 'DELIVERED')) return 'FULFILLED'
  if (parcels.every((status) => status === 'RETURN_TO_SENDER')) return 'RETURNED'
  return parcels.includes('DELIVERED') ? 'PARTIALLY_FULFILLED' : 'UNFULFILLED'
}
