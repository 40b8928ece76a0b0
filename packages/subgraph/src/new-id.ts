import { newEventId } from '@shop/events/event-id'

/**
 * A new primary key: UUID version 7, which grows with time, so that indexes grow at their end. (`randomUUIDv7` of
 * node:crypto is younger than Node 24.0, which may be what a machine without the pinned Node has.)
 */
export function newId(): string {
  return newEventId()
}
