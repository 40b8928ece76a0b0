import { fromGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { accountOf } from '../authorize.ts'
import type { NotificationResolvers } from '../generated/graphql.ts'
import { readNotificationsOf } from '../notification/notification-store.ts'

export const Notification: NotificationResolvers = {
  id: (notification) => toGlobalId('Notification', notification.id),
  orderId: ({ orderId }) => (orderId === null ? null : toGlobalId('Order', orderId)),
  async __resolveReference({ id }, { viewer, database }) {
    const userId = accountOf(viewer)
    const uuid = fromGlobalId(id, 'Notification')
    // Only the viewer's own are looked for.
    return userId === null ? null : ((await readNotificationsOf(database, userId, [uuid]))[0] ?? null)
  },
}
