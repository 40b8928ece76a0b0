import { connectionFromRows } from '@shop/subgraph/connection'
import type { Connection, ConnectionArguments } from '@shop/subgraph/connection'
import { NEWEST_FIRST, readNewestFirst } from '../newest-first.ts'
import type { Database } from '../user/user-store.ts'
import { readNotificationPage } from './notification-store.ts'
import type { NotificationRow } from './notification-store.ts'

/** A page of notifications, and whose they are. */
export type NotificationPage = Connection<NotificationRow> & { userId: string }

/** A page of a user's notifications, newest first. */
export async function listNotifications(
  database: Database,
  userId: string,
  arguments_: ConnectionArguments,
): Promise<NotificationPage> {
  const page = readNewestFirst(arguments_)
  return { ...connectionFromRows(await readNotificationPage(database, userId, page), page, NEWEST_FIRST), userId }
}
