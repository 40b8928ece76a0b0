import type { NotificationConnectionResolvers } from '../generated/graphql.ts'
import { countUnread } from '../notification/notification-store.ts'

export const NotificationConnection: NotificationConnectionResolvers = {
  unreadCount: ({ userId }, _arguments, { database }) => countUnread(database, userId),
}
