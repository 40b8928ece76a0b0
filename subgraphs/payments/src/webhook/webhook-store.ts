import { newId } from '@shop/subgraph/new-id'
import type { Database, Transaction } from '../database.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { ProviderNotice } from '../provider/provider.ts'

/** Whether a `webhook` says more than the row of its `payment` does. Of what says no amounts nobody knows. */
const SAYS_MORE = Prisma.raw(`(webhook.status IS NULL OR NOT (
  payment.amount_captured >= webhook.amount_captured AND payment.amount_refunded >= webhook.amount_refunded
  AND (payment.status = webhook.status OR payment.status IN ('SUCCEEDED', 'CANCELED'))))`)

/**
 * Writes down what the provider told, once however often it comes, and has the payment compared with its books when that is news:
 * by one statement, so the two are never apart. A webhook that others have overtaken, or that tells of what we asked for and
 * have the answer to, says nothing new. What is about a payment that nobody here made is raised to staff. Gives true when a
 * payment is to be compared now.
 */
export async function recordWebhook(database: Database, notice: ProviderNotice, now: Date): Promise<boolean> {
  const { id, type, reference, paymentId, snapshot } = notice
  const status = snapshot?.status ?? null
  const captured = snapshot?.amountCaptured ?? null
  const refunded = snapshot?.amountRefunded ?? null
  const rows = await database.$queryRaw<{ news: boolean }[]>`
    WITH known AS (
      SELECT id FROM payments WHERE id = ${paymentId}::uuid OR provider_reference = ${reference} LIMIT 1
    ), recorded AS (
      INSERT INTO provider_webhooks (id, type, payment_id, provider_reference, status, amount_captured, amount_refunded, received_at)
      VALUES (${id}, ${type}, (SELECT id FROM known), ${reference}, ${status}::payment_status, ${captured}::bigint, ${refunded}::bigint, ${now})
      ON CONFLICT (id) DO NOTHING RETURNING payment_id, status, amount_captured, amount_refunded
    ), compared AS (
      UPDATE payments payment SET check_at = ${now}, checks = 0 FROM recorded webhook
      WHERE payment.id = webhook.payment_id AND ${SAYS_MORE}
      RETURNING payment.id
    ), unknown AS (
      INSERT INTO payment_disagreements (id, kind, provider_reference, ours, theirs, found_at)
      SELECT ${newId()}::uuid, 'UNKNOWN_PAYMENT', ${reference}, 'UNKNOWN', ${type}, ${now} FROM recorded WHERE payment_id IS NULL
    )
    SELECT EXISTS (SELECT FROM compared) AS news`
  return rows[0]?.news === true
}

/**
 * Has a locked payment compared again that was due for it: what the provider told while it was asked may be more than its
 * answer says.
 */
export async function keepCheck(tx: Transaction, paymentId: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE payments payment SET check_at = ${now} WHERE id = ${paymentId}::uuid
    AND EXISTS (SELECT FROM provider_webhooks webhook WHERE webhook.payment_id = payment.id AND ${SAYS_MORE})`
}

/** So long are webhooks remembered; the provider sends none again after so long. */
export const WEBHOOK_RETENTION_MS = 30 * 86_400_000

/** Forgets webhooks that the provider will not send again. */
export async function forgetWebhooks(database: Database, before: Date): Promise<number> {
  return database.$executeRaw`DELETE FROM provider_webhooks WHERE received_at < ${before}`
}
