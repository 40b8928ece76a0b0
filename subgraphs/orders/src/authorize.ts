import { hasRole, type Viewer } from '@shop/subgraph/viewer'
import type { Owner } from './cart/cart-store.ts'

/** Whose the viewer's cart and orders are. An account counts as a user whatever else its roles are. */
export function ownerOf(viewer: Viewer): Owner {
  const isGuest = viewer.roles.every((role) => role === 'GUEST')
  return { ownerId: viewer.id, ownerKind: isGuest ? 'GUEST' : 'USER' }
}

/** The owner and staff see an order and everything that belongs to it. */
export function canViewOrder(viewer: Viewer | null, order: { ownerId: string }): boolean {
  return viewer?.id === order.ownerId || hasRole(viewer, 'STAFF')
}

/** The owner and staff see a cart. */
export function canViewCart(viewer: Viewer | null, cart: { ownerId: string }): boolean {
  return viewer?.id === cart.ownerId || hasRole(viewer, 'STAFF')
}

/** A user and staff see what orders knows of the user. */
export function canViewUser(viewer: Viewer | null, userId: string): boolean {
  return viewer?.id === userId || hasRole(viewer, 'STAFF')
}

/** Staff see why an order needs attention, and see promotions. */
export function isStaff(viewer: Viewer | null): boolean {
  return hasRole(viewer, 'STAFF')
}
