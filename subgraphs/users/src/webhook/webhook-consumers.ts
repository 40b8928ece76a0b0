import type { EventConsumer } from '@shop/events/consumer'
import type { EventEnvelope } from '@shop/events/envelope'
import { writeTogether } from '@shop/events/write-together'
import type { Transaction } from '../database.ts'
import { findWantedTypes, insertDeliveries, type WebhookMessage } from './webhook-delivery-store.ts'
import { webhookBody, webhookEvents, type WebhookEvent } from './webhook-events.ts'

/**
 * Every consumer of users, and beside it, in the same transaction, what merchants are told of its event. Together they cost
 * one inbox row, and all that merchants are told of a batch two statements, or one when nobody wants it; an event that only merchants want gets a consumer of its own. `onDelivery` is called, before the commit, when
 * there is something to send.
 */
export function withWebhooks<Context>(
  consumers: readonly EventConsumer<Transaction, Context>[],
  onDelivery: () => void,
): EventConsumer<Transaction, Context>[] {
  async function tell(tx: Transaction, told: readonly Told[]): Promise<void> {
    const wanted = await findWantedTypes(tx)
    const messages = told.filter(({ about }) => wanted.has(about.name)).map(toMessage)
    if (messages.length > 0 && (await insertDeliveries(tx, messages)) > 0) onDelivery()
  }
  const offered = new Map(webhookEvents.map((event) => [keyOf(event.contract), event]))
  const both = consumers.map((consumer) => {
    const event = offered.get(keyOf(consumer.contract))
    offered.delete(keyOf(consumer.contract))
    return event ? alsoTell(event, consumer, tell) : consumer
  })
  return [...both, ...[...offered.values()].map((event) => alsoTell<Context>(event, null, tell))]
}

/** An event, and what merchants may be told of it: written down only when somebody wants that. */
type Told = { event: EventEnvelope; about: WebhookEvent }

function alsoTell<Context>(
  about: WebhookEvent,
  consumer: EventConsumer<Transaction, Context> | null,
  tell: (tx: Transaction, told: readonly Told[]) => Promise<void>,
): EventConsumer<Transaction, Context> {
  return {
    contract: about.contract,
    prepare(event) {
      const apply = consumer?.prepare(event)
      return async (tx, context) => {
        await apply?.(tx, context)
        await writeTogether(tx, { event, about }, tell)
      }
    },
  }
}

function toMessage({ event, about: { name, version, describe } }: Told): WebhookMessage {
  const data = describe(event.data)
  return {
    messageId: event.id,
    eventType: name,
    payload: webhookBody({ type: name, version, timestamp: event.occurredAt, data }),
  }
}

function keyOf({ producer, type }: { producer: string; type: string }): string {
  return `${producer}.${type}`
}
