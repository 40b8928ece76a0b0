import type { SubscriptionResolvers } from '../../generated/graphql.ts'
import { followNotifications } from '../../notification/follow-notifications.ts'
import type { NotificationRow } from '../../notification/notification-store.ts'

export const notificationReceived: NonNullable<SubscriptionResolvers['notificationReceived']> = {
  subscribe: (_parent, _arguments, context) => followNotifications(context) as never,
  resolve: (notification: NotificationRow | null) => notification,
}
