import { newId } from '@shop/subgraph/new-id'
import type { Viewer } from '@shop/subgraph/viewer'
import type { ProcessContext } from '../context.ts'
import { refusal } from '../errors.ts'
import { addSecret } from './rotate-secret.ts'
import { checkEndpoint, type EndpointInput } from './webhook-endpoint.ts'
import { insertEndpoint, type WebhookEndpointRow } from './webhook-store.ts'

/** The most endpoints of a shop: each costs a row per event. */
export const MOST_ENDPOINTS = 50

/** Makes an endpoint; its secret is in no other answer than this one. Throws a Refusal. */
export async function createEndpoint(
  context: Pick<ProcessContext, 'config' | 'transact' | 'clock' | 'secretBox'>,
  viewer: Viewer,
  input: EndpointInput,
): Promise<{ endpoint: WebhookEndpointRow; secret: string }> {
  checkEndpoint(input, context.config.webhookRules)
  const now = context.clock.now()
  return context.transact(async (tx) => {
    const endpoint: WebhookEndpointRow = {
      id: newId(),
      url: input.url,
      description: input.description.trim(),
      eventTypes: [...new Set(input.eventTypes)],
      disabledReason: null,
      failingSince: null,
      createdBy: viewer.id,
      createdAt: now,
      updatedAt: now,
    }
    if (!(await insertEndpoint(tx, endpoint, MOST_ENDPOINTS))) throw refusal('LIMIT_REACHED', null)
    return { endpoint, secret: await addSecret(tx, context, endpoint.id) }
  })
}
