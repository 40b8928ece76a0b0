import { hasRole, requireRole } from '@shop/subgraph/viewer'
import type { Viewer } from '@shop/subgraph/viewer'

/** The money of an order is its owner's (a user or a guest) and the staff's to see. */
export function canViewOrderMoney(viewer: Viewer | null, order: { ownerId: string | null } | null): boolean {
  if (!viewer || !order) return false
  return hasRole(viewer, 'STAFF') || order.ownerId === viewer.id
}

/** Who ordered confirms the payment; staff may do it for them, on the phone. */
export function canConfirmPayment(viewer: Viewer | null, order: { ownerId: string | null } | null): boolean {
  return canViewOrderMoney(viewer, order)
}

/** Who ordered pays; staff may do it for them, on the phone. */
export function canPayOrder(viewer: Viewer | null, order: { ownerId: string | null } | null): boolean {
  return canViewOrderMoney(viewer, order)
}

/** The books are the staff's. */
export function canViewLedger(viewer: Viewer | null): boolean {
  return hasRole(viewer, 'STAFF')
}

/** The staff member who asks. Throws UNAUTHENTICATED or FORBIDDEN. */
export function requireStaff(viewer: Viewer | null): Viewer {
  return requireRole(viewer, 'STAFF')
}
