import { hasRole, requireAccount, requireRole } from '@shop/subgraph/viewer'
import type { Viewer } from '@shop/subgraph/viewer'

/**
 * What is off sale is not shown in lists nor by its address. A variant that somebody holds the id of stays readable for
 * everybody (and its product through it): carts and placed orders refer to it.
 */
export function canViewDelisted(viewer: Viewer | null): boolean {
  return hasRole(viewer, 'STAFF')
}

/** Whether the viewer is shown this product or variant. */
export function canView(viewer: Viewer | null, { listed }: { listed: boolean }): boolean {
  return listed || canViewDelisted(viewer)
}

/** The staff member who asks. Throws UNAUTHENTICATED or FORBIDDEN. */
export function requireStaff(viewer: Viewer | null): Viewer {
  return requireRole(viewer, 'STAFF')
}

/** The customer who writes a review. Throws UNAUTHENTICATED for guests too. */
export function requireReviewer(viewer: Viewer | null): Viewer {
  return requireAccount(viewer)
}
