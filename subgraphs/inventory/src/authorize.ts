import { hasRole, requireRole } from '@shop/subgraph/viewer'
import type { Viewer } from '@shop/subgraph/viewer'

/** How much there is, where, and for whom is the shop's own business. */
export function canViewStock(viewer: Viewer | null): boolean {
  return hasRole(viewer, 'STAFF')
}

/** The staff member who asks. Throws UNAUTHENTICATED or FORBIDDEN. */
export function requireStaff(viewer: Viewer | null): Viewer {
  return requireRole(viewer, 'STAFF')
}

/** What is held for a cart or an order, and what it waits for, is its owner's to see, and staff's. */
export function canViewReservation(viewer: Viewer | null, reservation: { ownerId: string | null }): boolean {
  return (viewer !== null && viewer.id === reservation.ownerId) || hasRole(viewer, 'STAFF')
}
