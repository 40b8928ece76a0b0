import type { EventConsumer } from '@shop/events/consumer'
import { writeTogether } from '@shop/events/write-together'
import type { Transaction } from '../database.ts'
import { insertDeliveries, type WebhookMessage } from './webhook-delivery-store.ts'
import { webhookBody, webhookEvents, type WebhookEvent } from './webhook-events.ts'

/**
 * Every consumer of users, and beside it, in the same transaction, what merchants are told of its event. Together they cost
 * one inbox row, and all that merchants are told of a batch one statement; an event that only merchants want gets a consumer of its own. `onDelivery` is called, before the commit, when
 * there is something to send.
 */
export function withWebhooks<Context>(
  consumers: readonly EventConsumer<Transaction, Context>[],
  onDelivery: () => void,
): EventConsumer<Transaction, Context>[] {
  async function tell(tx: Transaction, messages: readonly WebhookMessage[]): Promise<void> {
    if ((await insertDeliveries(tx, messages)) > 0) onDelivery()
  }
  const offered = new Map(webhookEvents.map((event) => [keyOf(event.contract), event]))
  const both = consumers.map((consumer) => {
    const event = offered.get(keyOf(consumer.contract))
    offered.delete(keyOf(consumer.contract))
    return event ? alsoTell(event, consumer, tell) : consumer
  })
  return [...both, ...[...offered.values()].map((event) => alsoTell<Context>(event, null, tell))]
}

function alsoTell<Context>(
  { contract, name, version, describe }: WebhookEvent,
  consumer: EventConsumer<Transaction, Context> | null,
  tell: (tx: Transaction, messages: readonly WebhookMessage[]) => Promise<void>,
): EventConsumer<Transaction, Context> {
  return {
    contract,
    prepare(event) {
      const apply = consumer?.prepare(event)
      const payload = webhookBody({ type: name, version, timestamp: event.occurredAt, data: describe(event.data) })
      return async (tx, context) => {
        await apply?.(tx, context)
        await writeTogether(tx, { messageId: event.id, eventType: name, payload }, tell)
      }
    },
  }
}

function keyOf({ producer, type }: { producer: string; type: string }): string {
  return `${producer}.${type}`
}
