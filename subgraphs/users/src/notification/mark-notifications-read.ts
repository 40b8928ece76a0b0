import type { Clock } from '@shop/subgraph/clock'
import { fromGlobalId } from '@shop/subgraph/global-id'
import type { Viewer } from '@shop/subgraph/viewer'
import type { UsersTransact } from '../context.ts'
import { refusal } from '../errors.ts'
import { markRead, readNotificationsOf } from './notification-store.ts'
import type { NotificationRow } from './notification-store.ts'

/** The most notifications that one call marks. */
export const MAXIMUM_MARKED = 100

/** Marks the viewer's notifications as read and answers them, in the order of the ids. Throws a Refusal: TOO_MANY. */
export async function markNotificationsRead(
  context: { transact: UsersTransact; clock: Clock },
  viewer: Viewer,
  globalIds: readonly string[],
): Promise<NotificationRow[]> {
  if (globalIds.length > MAXIMUM_MARKED) throw refusal('TOO_MANY', ['input', 'ids'])
  const ids = [
    ...new Set(globalIds.map((id, index) => fromGlobalId(id, 'Notification', ['input', 'ids', String(index)]))),
  ]
  const rows = await context.transact(async (tx) => {
    await markRead(tx, viewer.id, ids, context.clock.now())
    return readNotificationsOf(tx, viewer.id, ids)
  })
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => byId.get(id)).filter((row) => row !== undefined)
}
