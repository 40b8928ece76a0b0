import type { Change } from '@shop/events/live/change-log'
import { followOccurrences } from '@shop/subgraph/live/follow-occurrences'
import type { LiveEvent } from '@shop/subgraph/live/live-event'
import { shareByChange } from '@shop/subgraph/live/share-by-change'
import { requireSignedIn } from '../authorize.ts'
import type { RequestContext } from '../context.ts'
import { notificationsOf, toStoredNotification } from './notification-store.ts'
import type { NotificationRow } from './notification-store.ts'

type Needed = Pick<RequestContext, 'database' | 'feed' | 'viewer' | 'resumeFrom'>

const notificationOf = shareByChange(({ data }: Change) => toStoredNotification(data))

/** Each notification that the viewer gets from now on. Throws UNAUTHENTICATED. */
export async function followNotifications(
  context: Needed,
): Promise<AsyncIterableIterator<LiveEvent<NotificationRow | null>>> {
  const { database, feed, resumeFrom } = context
  const topics = [notificationsOf(requireSignedIn(context.viewer).id)]
  return followOccurrences({
    feed,
    database,
    topics,
    resumeFrom,
    tell: (change) => [{ value: notificationOf(change) }],
  })
}
