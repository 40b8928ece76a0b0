import { hasRole, requireAccount, requireRole } from '@shop/subgraph/viewer'
import type { Viewer } from '@shop/subgraph/viewer'

/** The viewer's own id when they have an account; null for guests and nobody. */
export function accountOf(viewer: Viewer | null): string | null {
  return viewer && viewer.roles.some((role) => role !== 'GUEST') ? viewer.id : null
}

/** Who asks: the viewer of the access token, and whoever gave their password in this very request (register, login). */
export type Asker = { viewer: Viewer | null; signedIn: ReadonlySet<string> }

/** Sessions, notifications and keys are nobody's business but the user's. */
export function isSelf({ viewer, signedIn }: Asker, userId: string): boolean {
  return accountOf(viewer) === userId || signedIn.has(userId)
}

/** Who a person is and where they live: the user themselves and staff, who answer for their orders. */
export function canViewPerson(asker: Asker, userId: string): boolean {
  return isSelf(asker, userId) || hasRole(asker.viewer, 'STAFF')
}

/** The signed-in viewer. Throws UNAUTHENTICATED, for guests too. */
export const requireSignedIn: (viewer: Viewer | null) => Viewer = requireAccount

/** The staff member who asks. Throws UNAUTHENTICATED or FORBIDDEN. */
export function requireStaff(viewer: Viewer | null): Viewer {
  return requireRole(viewer, 'STAFF')
}

/** The admin who asks, as far as the access token knows. Throws UNAUTHENTICATED or FORBIDDEN. */
export function requireAdmin(viewer: Viewer | null): Viewer {
  return requireRole(viewer, 'ADMIN')
}
