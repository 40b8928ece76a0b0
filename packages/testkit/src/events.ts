import type { EventBus } from '@shop/events/bus'
import type { EventEnvelope } from '@shop/events/envelope'
import { newEventId } from '@shop/events/event-id'
import type { EventContract } from '@shop/schema/events/define-event'
import { waitUntil } from './wait-until.ts'

/**
 * Plays another subgraph: sends an event over the bus; with the in-process bus it resolves when the event has taken effect.
 * `envelope` replaces what an envelope has beside its contract: the same `id` is the same event again.
 */
export async function publishEvent<Data>(
  bus: EventBus,
  contract: EventContract<string, Data>,
  subject: string,
  data: NoInfer<Data>,
  envelope: Partial<EventEnvelope> = {},
): Promise<void> {
  const { producer, type } = contract
  const occurredAt = new Date().toISOString()
  await bus.publish({ id: newEventId(), type, producer, subject, occurredAt, data, ...envelope })
}

/** What a producer has told since a test began to listen. */
export type ToldEvents = {
  /** Oldest first; grows. */
  events: EventEnvelope[]
  /** Waits for the `count`-th event (default the first) of a type about a subject; answers the latest one. */
  expect(type: string, subject: string, count?: number): Promise<EventEnvelope>
  stop(): Promise<void>
}

/** Listens to everything that a subgraph tells on the bus from now on. */
export async function listenTo(bus: EventBus, producer: string): Promise<ToldEvents> {
  const events: EventEnvelope[] = []
  const tail = await bus.tail([producer], (event) => void events.push(event))
  return {
    events,
    async expect(type, subject, count = 1) {
      const find = () => events.filter((event) => event.type === type && event.subject === subject)
      await waitUntil(() => find().length >= count, { what: `${type} of ${subject}` })
      return find().at(-1) as EventEnvelope
    },
    stop: () => tail.stop(),
  }
}
