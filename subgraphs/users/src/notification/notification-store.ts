import { keysetOrderBy, keysetWhere } from '@shop/subgraph/keyset'
import { storedRow } from '@shop/subgraph/live/stored-row'
import type { Page } from '@shop/subgraph/keyset'
import type { Notification, Prisma, PrismaClient } from '../generated/prisma/client.ts'
import { NEWEST_FIRST } from '../newest-first.ts'

type Transaction = Prisma.TransactionClient

/** A notification as it is stored. */
export type NotificationRow = Notification

/**
 * Writes notifications, once per id, whose users have an account. The lock lets an erasure that runs at the same moment
 * come either before, and then nothing is written, or after, and then it deletes this.
 */
export async function insertNotifications(
  tx: Transaction,
  rows: readonly Omit<NotificationRow, 'readAt'>[],
): Promise<void> {
  const userIds = [...new Set(rows.map(({ userId }) => userId))]
  // By itself, for most who order are guests, and what would be said to them need not be sent to the database.
  const recipients = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM users WHERE id = ANY (${userIds}::uuid[]) AND erased_at IS NULL ORDER BY id FOR SHARE`
  const known = new Set(recipients.map(({ id }) => id))
  const told = rows.filter(({ userId }) => known.has(userId))
  if (told.length === 0) return
  await tx.$executeRaw`
    INSERT INTO notifications (id, user_id, kind, title, body, order_id, created_at)
    SELECT id, "userId", kind, title, body, "orderId", "createdAt"
      FROM jsonb_to_recordset(${JSON.stringify(told)}::text::jsonb) AS told (
        id uuid, "userId" uuid, kind notification_kind, title text, body text, "orderId" uuid, "createdAt" timestamptz)
    ON CONFLICT (id) DO NOTHING`
}

/** A notification out of the log of changes: its row as JSON. */
export function toStoredNotification(json: Record<string, unknown>): NotificationRow {
  return storedRow(json) as NotificationRow
}

/** Takes what a user was told out of the log of changes, when the account is erased. */
export async function forgetNotificationChanges(tx: Transaction, userId: string): Promise<void> {
  await tx.liveChange.deleteMany({ where: { topics: { has: notificationsOf(userId) } } })
}

/** What is followed to hear of a user's notifications, as the trigger names it. */
export function notificationsOf(userId: string): string {
  return `notifications-of:${userId}`
}

/** Writes a notification for each account that is STAFF or ADMIN. The locks: see insertNotifications. */
export async function insertStaffNotifications(
  tx: Transaction,
  row: Pick<NotificationRow, 'kind' | 'title' | 'body' | 'createdAt'>,
): Promise<void> {
  await tx.$executeRaw`
    WITH recipient AS (
      SELECT id FROM users WHERE roles && ARRAY['STAFF', 'ADMIN']::role[] AND erased_at IS NULL ORDER BY id FOR SHARE
    )
    INSERT INTO notifications (id, user_id, kind, title, body, created_at)
    SELECT gen_random_uuid(), recipient.id, ${row.kind}::notification_kind, ${row.title}, ${row.body}, ${row.createdAt}::timestamptz
      FROM recipient`
}

/** A page of a user's notifications. */
export async function readNotificationPage(
  database: PrismaClient,
  userId: string,
  page: Page,
): Promise<NotificationRow[]> {
  return database.notification.findMany({
    where: keysetWhere<Prisma.NotificationWhereInput>(page, NEWEST_FIRST, { userId }),
    orderBy: keysetOrderBy(page, NEWEST_FIRST),
    take: page.take,
  })
}

/** How many notifications a user has not read. */
export async function countUnread(database: PrismaClient, userId: string): Promise<number> {
  return database.notification.count({ where: { userId, readAt: null } })
}

/** Notifications of a user by id. */
export async function readNotificationsOf(
  database: PrismaClient | Transaction,
  userId: string,
  ids: readonly string[],
): Promise<NotificationRow[]> {
  return database.notification.findMany({ where: { userId, id: { in: [...ids] } } })
}

/** Marks notifications of a user as read; those that were read before keep their time. */
export async function markRead(tx: Transaction, userId: string, ids: readonly string[], now: Date): Promise<void> {
  await tx.notification.updateMany({ where: { userId, id: { in: [...ids] }, readAt: null }, data: { readAt: now } })
}
