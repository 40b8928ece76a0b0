import { newId } from '@shop/subgraph/new-id'
import type { Database } from '../database.ts'
import type { ProviderNotice } from '../provider/provider.ts'

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
      ON CONFLICT (id) DO NOTHING RETURNING payment_id
    ), compared AS (
      UPDATE payments payment SET check_at = ${now}, checks = 0 FROM recorded
      WHERE payment.id = recorded.payment_id AND NOT (${status}::payment_status IS NOT NULL
        AND payment.amount_captured >= ${captured}::bigint AND payment.amount_refunded >= ${refunded}::bigint
        AND (payment.status = ${status}::payment_status OR payment.status IN ('SUCCEEDED', 'CANCELED')))
      RETURNING payment.id
    ), unknown AS (
      INSERT INTO payment_disagreements (id, kind, provider_reference, ours, theirs, found_at)
      SELECT ${newId()}::uuid, 'UNKNOWN_PAYMENT', ${reference}, 'UNKNOWN', ${type}, ${now} FROM recorded WHERE payment_id IS NULL
    )
    SELECT EXISTS (SELECT FROM compared) AS news`
  return rows[0]?.news === true
}

/** So long are webhooks remembered; the provider sends none again after so long. */
export const WEBHOOK_RETENTION_MS = 30 * 86_400_000

/** Forgets webhooks that the provider will not send again. */
export async function forgetWebhooks(database: Database, before: Date): Promise<number> {
  return database.$executeRaw`DELETE FROM provider_webhooks WHERE received_at < ${before}`
}
