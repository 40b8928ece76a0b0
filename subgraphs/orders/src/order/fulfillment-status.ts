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

/** Where the delivery of so many ordered units stands, by the parcels that they are in. */
export function fulfillmentOf(
  parcels: readonly { status: ShipmentStatus; quantity: number }[],
  ordered: number,
): FulfillmentStatus {
  const units = (wanted: ShipmentStatus) =>
    parcels.reduce((sum, { status, quantity }) => sum + (status === wanted ? quantity : 0), 0)
  if (units('DELIVERED') >= ordered) return 'FULFILLED'
  if (units('DELIVERED') > 0) return 'PARTIALLY_FULFILLED'
  return units('RETURN_TO_SENDER') >= ordered ? 'RETURNED' : 'UNFULFILLED'
}
