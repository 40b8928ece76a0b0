import type { ProcessContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { notifyStaff } from '../notification/notify-staff.ts'
import { webhookDisabledText } from '../notification/notification.ts'
import { notSent, sendWebhook, type SendOptions, type WebhookOutcome } from './send-webhook.ts'
import { insertAttempt, releaseDelivery, settleDelivery, type ClaimedDelivery } from './webhook-delivery-store.ts'
import { MOST_ATTEMPTS, nextAttemptAt } from './webhook-schedule.ts'
import { signWebhook } from './webhook-secret.ts'
import { disableEndpoint, findSecrets, noteFailure, noteSuccess, type WebhookDisabledReason } from './webhook-store.ts'

/** What the worker of webhooks needs. `lookup` is the resolver of a test. */
export type DeliveryContext = Pick<ProcessContext, 'config' | 'database' | 'transact' | 'clock' | 'log' | 'secretBox'> &
  Pick<SendOptions, 'lookup'>

/** Sends a delivery that was claimed, and writes down what came of it. */
export async function deliverWebhook(
  context: DeliveryContext,
  delivery: ClaimedDelivery,
  signal: AbortSignal,
): Promise<void> {
  const { database, clock } = context
  const attemptedAt = clock.now()
  const outcome = await attempt(context, delivery, attemptedAt, signal)
  // We ended it, not the endpoint. What it may have taken comes to it again.
  if (signal.aborted && outcome.error !== null) return releaseDelivery(database, delivery)
  await context.transact(async (tx) => {
    await insertAttempt(tx, delivery.id, attemptedAt, outcome)
    await settle(tx, context, delivery, outcome)
  })
}

async function attempt(
  { config, database, secretBox, lookup }: DeliveryContext,
  delivery: ClaimedDelivery,
  attemptedAt: Date,
  signal: AbortSignal,
): Promise<WebhookOutcome> {
  // Those before it were begun, and nothing is known of their end: the message may be what ends its sender.
  if (delivery.attempts > MOST_ATTEMPTS) return notSent(`Nothing came of ${MOST_ATTEMPTS} attempts.`)
  const sealed = await findSecrets(database, delivery.endpointId, attemptedAt)
  const secrets = sealed
    .map((secret) => secretBox.open(secret.sealed, delivery.endpointId))
    .filter((secret) => secret !== null)
  // One that is left is enough: after a change of the key, that is the one which rotateWebhookSecret makes.
  if (secrets.length === 0) return notSent('Its secret was sealed with another WEBHOOK_SECRETS_KEY: rotate it.')
  return sendWebhook(
    { url: delivery.url, headers: signWebhook({ ...delivery, secrets }, attemptedAt), body: delivery.payload },
    { rules: config.webhookRules, timeoutMs: config.webhookTimeoutMs, signal, lookup },
  )
}

const GONE = 410

async function settle(
  tx: Transaction,
  { clock }: DeliveryContext,
  delivery: ClaimedDelivery,
  { error, responseStatus }: WebhookOutcome,
): Promise<void> {
  const now = clock.now()
  if (error === null) {
    if (await settleDelivery(tx, delivery, { status: 'SUCCEEDED', completedAt: now })) {
      await noteSuccess(tx, delivery.endpointId)
    }
    return
  }
  const dueAt = responseStatus === GONE ? null : nextAttemptAt(delivery.attempts, now)
  const isOurs = await settleDelivery(
    tx,
    delivery,
    dueAt ? { status: 'PENDING', dueAt } : { status: 'FAILED', completedAt: now },
  )
  if (!isOurs) return
  await noteFailure(tx, delivery.endpointId, now)
  if (!dueAt) await giveUp(tx, delivery.endpointId, responseStatus === GONE ? 'GONE' : 'FAILING', now)
}

const DAY_MS = 86_400_000

/** Switches off an endpoint that took nothing for so long, or says that it is no more, and tells staff. */
async function giveUp(tx: Transaction, id: string, reason: WebhookDisabledReason, now: Date): Promise<void> {
  const failing = await tx.webhookEndpoint.findUnique({ where: { id }, select: { failingSince: true } })
  const failingFor = now.getTime() - (failing?.failingSince?.getTime() ?? now.getTime())
  // It took others meanwhile: this message is what it does not take.
  if (reason === 'FAILING' && failingFor < 2 * DAY_MS) return
  const endpoint = await disableEndpoint(tx, id, reason, now)
  if (endpoint) await notifyStaff(tx, webhookDisabledText(endpoint.url, reason), now)
}
