import type { EventEnvelope } from '@shop/events/envelope'
import { writeTogether } from '@shop/events/write-together'
import type { Transaction } from '../database.ts'
import type { NotificationText } from './notification.ts'
import { insertNotifications } from './notification-store.ts'

/**
 * Tells the owner of an order, when they have an account, what an event says. The notification has the event's id, so that
 * the same event never makes two, and its time, so that events that come in disorder are listed in order.
 */
export async function notifyOwner(
  tx: Transaction,
  event: EventEnvelope<string, { orderId: string; ownerId: string }>,
  text: NotificationText,
): Promise<void> {
  const { orderId, ownerId } = event.data
  const notification = { id: event.id, userId: ownerId, orderId, createdAt: new Date(event.occurredAt), ...text }
  await writeTogether(tx, notification, insertNotifications)
}
