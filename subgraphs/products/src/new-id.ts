import { newEventId } from '@shop/events/event-id'

/** A new primary key: uuid version 7, which grows with time, so that indexes grow at their end. */
export function newId(): string {
  return newEventId()
}
