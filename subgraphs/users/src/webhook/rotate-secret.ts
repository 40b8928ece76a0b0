import { newId } from '@shop/subgraph/new-id'
import type { ProcessContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { refusal } from '../errors.ts'
import { newWebhookSecret } from './webhook-secret.ts'
import { expireSecrets, findSecrets, insertSecret, lockEndpoint, type WebhookEndpointRow } from './webhook-store.ts'

const HOUR_MS = 3_600_000
const LONGEST_OVERLAP_HOURS = 168
/** Each makes the header longer. */
const MOST_SECRETS = 10

/** Gives an endpoint a new secret, beside which the old ones work for a while. Throws a Refusal. */
export async function rotateSecret(
  context: Pick<ProcessContext, 'transact' | 'clock' | 'secretBox'>,
  { endpointId, overlapHours }: { endpointId: string; overlapHours: number },
): Promise<{ endpoint: WebhookEndpointRow; secret: string }> {
  if (!Number.isInteger(overlapHours) || overlapHours < 0 || overlapHours > LONGEST_OVERLAP_HOURS) {
    throw refusal('OUT_OF_RANGE', ['input', 'overlapHours'], `From 0 to ${LONGEST_OVERLAP_HOURS} hours.`)
  }
  const now = context.clock.now()
  return context.transact(async (tx) => {
    const endpoint = await lockEndpoint(tx, endpointId)
    if (!endpoint) throw refusal('NOT_FOUND', ['input', 'endpointId'])
    await expireSecrets(tx, endpointId, new Date(now.getTime() + overlapHours * HOUR_MS))
    if ((await findSecrets(tx, endpointId, now)).length >= MOST_SECRETS) throw refusal('LIMIT_REACHED', null)
    return { endpoint, secret: await addSecret(tx, context, endpointId) }
  })
}

/** Writes a new secret, sealed, and answers it. */
export async function addSecret(
  tx: Transaction,
  { clock, secretBox }: Pick<ProcessContext, 'clock' | 'secretBox'>,
  endpointId: string,
): Promise<string> {
  const secret = newWebhookSecret()
  await insertSecret(tx, {
    id: newId(),
    endpointId,
    sealed: secretBox.seal(secret, endpointId),
    hint: secret.slice(-4),
    createdAt: clock.now(),
  })
  return secret
}
