import type { Clock } from '@shop/subgraph/clock'
import { forbidden } from '@shop/subgraph/errors'
import { fromGlobalId } from '@shop/subgraph/global-id'
import type { Log } from '@shop/subgraph/log'
import type { Role, Viewer } from '@shop/subgraph/viewer'
import type { UsersTransact } from '../context.ts'
import { refusal } from '../errors.ts'
import { endAllAccess } from '../session/end-sessions.ts'
import { hasOtherAdmin, lockRoles, readRoles, replaceRoles } from './roles-store.ts'
import { accountRoles } from './user.ts'
import { lockUser } from './user-store.ts'
import type { UserRow } from './user-store.ts'

/**
 * Replaces the roles of a user and, when they change, ends the user's sessions and what is followed with API keys. Throws FORBIDDEN when the viewer is not an
 * admin any more, and a Refusal: INVALID_ROLES, NOT_FOUND, LAST_ADMIN.
 */
export async function updateUserRoles(
  context: { transact: UsersTransact; clock: Clock; log: Log },
  viewer: Viewer,
  input: { userId: string; roles: readonly Role[] },
): Promise<UserRow> {
  const userId = fromGlobalId(input.userId, 'User', ['input', 'userId'])
  const roles = accountRoles(input.roles)
  if (!roles) throw refusal('INVALID_ROLES', ['input', 'roles'])
  const { user, before } = await context.transact(async (tx) => {
    await lockRoles(tx)
    // A token says ADMIN for minutes after the role is gone; with it one could make oneself ADMIN again.
    if (!(await readRoles(tx, viewer.id)).includes('ADMIN')) throw forbidden()
    const user = await lockUser(tx, userId)
    if (!user) throw refusal('NOT_FOUND', ['input', 'userId'])
    const before = user.roles
    if (before.length === roles.length && roles.every((role) => before.includes(role))) return { user, before: null }
    const demoted = before.includes('ADMIN') && !roles.includes('ADMIN')
    if (demoted && !(await hasOtherAdmin(tx, userId))) throw refusal('LAST_ADMIN', ['input', 'roles'])
    await replaceRoles(tx, userId, roles)
    await endAllAccess(tx, userId, context.clock.now())
    return { user: { ...user, roles }, before }
  })
  if (before) context.log.info({ userId, by: viewer.id, before, after: roles }, 'the roles of a user are others now')
  return user
}
