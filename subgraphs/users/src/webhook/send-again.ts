import { newId } from '@shop/subgraph/new-id'
import type { ProcessContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { refusal } from '../errors.ts'
import { findDelivery, insertDelivery, restartDelivery, type WebhookDeliveryRow } from './webhook-delivery-store.ts'
import { PING, webhookBody } from './webhook-events.ts'
import { lockEndpoint } from './webhook-store.ts'

type Context = Pick<ProcessContext, 'transact' | 'clock' | 'wakeWebhooks'>

/** Has `webhook.ping` sent to an endpoint. Throws a Refusal: NOT_FOUND, WEBHOOK_DISABLED. */
export async function pingEndpoint(
  { transact, clock, wakeWebhooks }: Context,
  endpointId: string,
): Promise<WebhookDeliveryRow> {
  const now = clock.now()
  const delivery = await transact(async (tx) => {
    await requireEnabled(tx, endpointId, ['input', 'endpointId'])
    const id = newId()
    const payload = webhookBody({ type: PING, version: 1, timestamp: now.toISOString(), data: {} })
    return insertDelivery(tx, { id, endpointId, messageId: id, eventType: PING, payload, dueAt: now, createdAt: now })
  })
  wakeWebhooks()
  return delivery
}

/** Has a delivery sent again, with the same id and body. Throws a Refusal: NOT_FOUND, WEBHOOK_DISABLED. */
export async function redeliver({ transact, clock, wakeWebhooks }: Context, id: string): Promise<WebhookDeliveryRow> {
  const delivery = await transact(async (tx) => {
    const found = await findDelivery(tx, id)
    if (!found) throw refusal('NOT_FOUND', ['input', 'deliveryId'])
    await requireEnabled(tx, found.endpointId, ['input', 'deliveryId'])
    return restartDelivery(tx, id, clock.now())
  })
  wakeWebhooks()
  return delivery
}

async function requireEnabled(tx: Transaction, endpointId: string, field: readonly string[]): Promise<void> {
  const endpoint = await lockEndpoint(tx, endpointId)
  if (!endpoint) throw refusal('NOT_FOUND', field)
  if (endpoint.disabledReason !== null) throw refusal('WEBHOOK_DISABLED', field)
}
