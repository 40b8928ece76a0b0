import type { Transaction } from '../database.ts'
import type { NotificationText } from './notification.ts'
import { insertStaffNotifications } from './notification-store.ts'

/** Tells everybody who works in the shop. */
export async function notifyStaff(tx: Transaction, text: NotificationText, now: Date): Promise<void> {
  await insertStaffNotifications(tx, { ...text, createdAt: now })
}
