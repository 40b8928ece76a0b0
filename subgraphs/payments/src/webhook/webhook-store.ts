import { newId } from '@shop/subgraph/new-id'
import type { Database } from '../database.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { ProviderNotice } from '../provider/provider.ts'
import { toJson } from '../to-json.ts'

/** Whether a `webhook` says more than the row of its `payment` does. Of what says no amounts nobody knows. */
const SAYS_MORE = Prisma.raw(`(webhook.status IS NULL OR NOT (
  payment.amount_captured >= webhook.amount_captured AND payment.amount_refunded >= webhook.amount_refunded
  AND (payment.status = webhook.status OR payment.status IN ('SUCCEEDED', 'CANCELED'))))`)

/**
 * Writes down what the provider told, each webhook once however often it comes, and has payments compared with its books when that
 * is news. A webhook that others have overtaken, or that tells of what we asked for and have the answer to, says nothing new. What is
 * about a payment that nobody here made is raised to staff. Gives true when a payment is to be compared now.
 */
export async function recordWebhooks(
  database: Database,
  notices: readonly ProviderNotice[],
  now: Date,
): Promise<boolean> {
  const distinct = [...new Map(notices.map((notice) => [notice.id, notice])).values()]
  const told = distinct.map(({ snapshot, ...notice }) => ({ ...notice, ...snapshot, disagreementId: newId() }))
  const [recorded] = await database.$queryRaw<{ isNews: boolean; busy: string[] }[]>`
    WITH told AS (
      -- Looked up twice, for which an index is used; with OR it is not.
      SELECT told.id, type, reference, status, "amountCaptured" AS amount_captured, "amountRefunded" AS amount_refunded, "disagreementId",
        coalesce((SELECT payment.id FROM payments payment WHERE payment.id = told."paymentId"),
          (SELECT payment.id FROM payments payment WHERE provider_reference = reference)) AS payment_id
      FROM jsonb_to_recordset(${toJson(told)}::jsonb) AS told (id text, type text, reference text, "paymentId" uuid,
        status payment_status, "amountCaptured" bigint, "amountRefunded" bigint, "disagreementId" uuid)
    ), recorded AS (
      INSERT INTO provider_webhooks (id, type, payment_id, provider_reference, status, amount_captured, amount_refunded, received_at)
      SELECT id, type, payment_id, reference, status, amount_captured, amount_refunded, ${now} FROM told
      ON CONFLICT (id) DO NOTHING RETURNING id
    ), news AS (
      -- Also of what came before: whoever wrote it down may have ended before the payment was free.
      SELECT payment.id FROM payments payment JOIN told webhook ON payment.id = payment_id AND ${SAYS_MORE}
      -- As an array, for which PostgreSQL does not read the whole table.
      WHERE payment.id = ANY (ARRAY(SELECT payment_id FROM told))
    ), free AS (
      SELECT payment.id FROM payments payment JOIN told webhook ON payment.id = payment_id AND ${SAYS_MORE}
      WHERE payment.id = ANY (ARRAY(SELECT id FROM news)) FOR NO KEY UPDATE OF payment SKIP LOCKED
    ), compared AS (
      UPDATE payments SET check_at = ${now}, checks = 0 WHERE id = ANY (ARRAY(SELECT id FROM free)) RETURNING id
    ), unknown AS (
      INSERT INTO payment_disagreements (id, kind, provider_reference, ours, theirs, found_at)
      SELECT "disagreementId", 'UNKNOWN_PAYMENT', reference, 'UNKNOWN', type, ${now}
      FROM told JOIN recorded USING (id) WHERE payment_id IS NULL
    )
    SELECT EXISTS (SELECT FROM compared) AS "isNews", ARRAY(SELECT id FROM news EXCEPT SELECT id FROM free) AS busy`
  let isNews = recorded?.isNews === true
  // Mostly what was asked is being settled just now. Each is waited for alone, so that nobody waits for us meanwhile.
  for (const id of recorded?.busy ?? []) if (await compareAgain(database, [id], now)) isNews = true
  return isNews
}

/**
 * Has payments compared with the provider's books if any of its webhooks says more than their rows do: what it told while it was asked
 * may be more than its answer says. True when there is one.
 */
export async function compareAgain(
  database: Pick<Database, '$executeRaw'>,
  paymentIds: readonly string[],
  now: Date,
): Promise<boolean> {
  if (paymentIds.length === 0) return false
  const count = await database.$executeRaw`
    UPDATE payments payment SET check_at = ${now}, checks = 0 WHERE id = ANY (${paymentIds}::uuid[])
    -- Told apart for the webhooks, too, of which a young shop would read all.
    AND EXISTS (SELECT FROM provider_webhooks webhook
      WHERE webhook.payment_id = ANY (${paymentIds}::uuid[]) AND webhook.payment_id = payment.id AND ${SAYS_MORE})`
  return count > 0
}

/** So long are webhooks remembered; the provider sends none again after so long. */
export const WEBHOOK_RETENTION_MS = 30 * 86_400_000

/** Forgets webhooks that the provider will not send again. */
export async function forgetWebhooks(database: Database, before: Date): Promise<number> {
  return database.$executeRaw`DELETE FROM provider_webhooks WHERE received_at < ${before}`
}
