import { forbidden, unauthenticated } from './errors.ts'

/** What an account may do. GUEST is a visitor who has a cart but no account. */
export type Role = 'GUEST' | 'CUSTOMER' | 'STAFF' | 'ADMIN'

/** Every role, in order of increasing rights. */
export const ROLES: readonly Role[] = ['GUEST', 'CUSTOMER', 'STAFF', 'ADMIN']

/**
 * Who asks: `id` is the uuid of the user or of the guest, `sessionId` the session (or API key) that the access token belongs to,
 * `issuedAt` when the token was made, in milliseconds since 1970; 0 when it does not say.
 */
export type Viewer = { id: string; roles: readonly Role[]; sessionId: string; issuedAt: number }

/** True when the viewer has the role. An ADMIN counts as STAFF; nothing else is implied. */
export function hasRole(viewer: Viewer | null, role: Role): boolean {
  if (!viewer) return false
  return viewer.roles.includes(role) || (role === 'STAFF' && viewer.roles.includes('ADMIN'))
}

/** The viewer, guests included. Throws UNAUTHENTICATED when the request carried no token. */
export function requireViewer(viewer: Viewer | null): Viewer {
  if (!viewer) throw unauthenticated()
  return viewer
}

/** The viewer when they have an account (no guest). Throws UNAUTHENTICATED: signing in is what helps. */
export function requireAccount(viewer: Viewer | null): Viewer {
  if (!viewer || viewer.roles.every((role) => role === 'GUEST')) throw unauthenticated('Sign in to do this.')
  return viewer
}

/** The viewer when they have one of the roles. Throws UNAUTHENTICATED without a token, else FORBIDDEN. */
export function requireRole(viewer: Viewer | null, ...roles: Role[]): Viewer {
  const present = requireViewer(viewer)
  if (!roles.some((role) => hasRole(present, role))) throw forbidden()
  return present
}
