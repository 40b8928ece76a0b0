import type { ProcessContext } from '../context.ts'
import { refusal } from '../errors.ts'
import { checkEndpoint, type EndpointInput } from './webhook-endpoint.ts'
import { lockEndpoint, updateEndpoint as write, type WebhookEndpointRow } from './webhook-store.ts'

/** Changes what is given of an endpoint. Throws a Refusal. */
export async function updateEndpoint(
  { config, transact, clock }: Pick<ProcessContext, 'config' | 'transact' | 'clock'>,
  id: string,
  { enabled, ...changes }: Partial<EndpointInput> & { enabled?: boolean },
): Promise<WebhookEndpointRow> {
  checkEndpoint(changes, config.webhookRules)
  return transact(async (tx) => {
    const endpoint = await lockEndpoint(tx, id)
    if (!endpoint) throw refusal('NOT_FOUND', ['input', 'id'])
    return write(tx, id, {
      url: changes.url,
      description: changes.description?.trim(),
      eventTypes: changes.eventTypes && [...new Set(changes.eventTypes)],
      // Switched on it begins anew: the three days count from the next failure.
      ...(enabled === true ? { disabledReason: null, failingSince: null } : {}),
      ...(enabled === false && endpoint.disabledReason === null ? { disabledReason: 'STAFF' as const } : {}),
      updatedAt: clock.now(),
    })
  })
}
