import type { EventEnvelope } from '@shop/events/envelope'
import type { Transaction } from '../database.ts'
import type { NotificationText } from './notification.ts'
import { insertNotification } from './notification-store.ts'

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
  await insertNotification(tx, {
    id: event.id,
    userId: ownerId,
    orderId,
    createdAt: new Date(event.occurredAt),
    ...text,
  })
}
