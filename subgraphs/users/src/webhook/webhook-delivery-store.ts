import { keysetOrderBy, keysetWhere, type Page } from '@shop/subgraph/keyset'
import { newId } from '@shop/subgraph/new-id'
import type {
  Prisma,
  PrismaClient,
  WebhookAttempt,
  WebhookDelivery,
  WebhookDeliveryStatus,
} from '../generated/prisma/client.ts'
import type { Transaction } from '../database.ts'
import { NEWEST_FIRST } from '../newest-first.ts'
import type { WebhookOutcome } from './send-webhook.ts'

/** A delivery and an attempt as they are stored. */
export type WebhookDeliveryRow = WebhookDelivery
export type WebhookAttemptRow = WebhookAttempt

type Reader = PrismaClient | Prisma.TransactionClient

/** What merchants are told of an event: the same to each of them. */
export type WebhookMessage = { messageId: string; eventType: string; payload: string }

/** The types of events that some endpoint which is on wants. */
export async function findWantedTypes(tx: Transaction): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ type: string }[]>`
    SELECT DISTINCT unnest(event_types) AS type FROM webhook_endpoints WHERE disabled_reason IS NULL`
  return new Set(rows.map(({ type }) => type))
}

/** Has messages sent to every endpoint that wants their type and is on; to each once, however often it is said. Gives how many. */
export async function insertDeliveries(tx: Transaction, messages: readonly WebhookMessage[]): Promise<number> {
  return tx.$executeRaw`
    INSERT INTO webhook_deliveries (id, endpoint_id, message_id, event_type, payload, due_at, created_at)
    SELECT gen_random_uuid(), endpoint.id, message.id, type, message.payload, clock_timestamp(), clock_timestamp()
    FROM webhook_endpoints endpoint, unnest(${messages.map(({ messageId }) => messageId)}::text[],
      ${messages.map(({ eventType }) => eventType)}::text[], ${messages.map(({ payload }) => payload)}::text[])
      AS message (id, type, payload)
    WHERE disabled_reason IS NULL AND type = ANY (event_types)
    ON CONFLICT DO NOTHING`
}

export async function insertDelivery(
  tx: Transaction,
  row: Pick<WebhookDeliveryRow, 'id' | 'endpointId' | 'messageId' | 'eventType' | 'payload' | 'dueAt' | 'createdAt'>,
): Promise<WebhookDeliveryRow> {
  return tx.webhookDelivery.create({ data: row })
}

export async function findDelivery(database: Reader, id: string): Promise<WebhookDeliveryRow | null> {
  return database.webhookDelivery.findUnique({ where: { id } })
}

/** Has a delivery sent from the beginning, whatever became of it. One that is being sent goes on. */
export async function restartDelivery(tx: Transaction, id: string, now: Date): Promise<WebhookDeliveryRow> {
  return tx.webhookDelivery.update({
    where: { id },
    data: { status: 'PENDING', attempts: 0, dueAt: now, completedAt: null },
  })
}

export async function findDeliveryPage(
  database: Reader,
  page: Page,
  where: { endpointId: string; status?: WebhookDeliveryStatus },
): Promise<WebhookDeliveryRow[]> {
  return database.webhookDelivery.findMany({
    where: keysetWhere<Prisma.WebhookDeliveryWhereInput>(page, NEWEST_FIRST, where),
    orderBy: keysetOrderBy(page, NEWEST_FIRST),
    take: page.take,
  })
}

/** A delivery that is ours until its lease ends. */
export type ClaimedDelivery = {
  id: string
  endpointId: string
  url: string
  messageId: string
  payload: string
  /** With the one that begins now. */
  attempts: number
  leaseToken: string
}

/**
 * Takes deliveries that are due, at most `limit` in all and `perEndpoint` that are under way per endpoint: one that is
 * slow keeps the others waiting for nothing. The attempt counts from here, so that a message that kills its sender ends.
 */
export async function claimDeliveries(
  database: PrismaClient,
  { now, leasedUntil, limit, perEndpoint }: { now: Date; leasedUntil: Date; limit: number; perEndpoint: number },
): Promise<ClaimedDelivery[]> {
  const leaseToken = newId()
  return database.$queryRaw<ClaimedDelivery[]>`
    WITH chosen AS (
      SELECT due.id, endpoint.url FROM webhook_endpoints endpoint CROSS JOIN LATERAL (
        SELECT id, due_at FROM webhook_deliveries
        WHERE endpoint_id = endpoint.id AND due_at <= ${now}::timestamptz
          AND (leased_until IS NULL OR leased_until <= ${now}::timestamptz)
        ORDER BY due_at, id
        LIMIT greatest(0, ${perEndpoint}::int - (
          SELECT count(*) FROM webhook_deliveries busy
          WHERE busy.endpoint_id = endpoint.id AND busy.due_at IS NOT NULL AND busy.leased_until > ${now}::timestamptz))
        FOR UPDATE SKIP LOCKED
      ) due
      WHERE endpoint.disabled_reason IS NULL
      ORDER BY due.due_at LIMIT ${limit}::int
    )
    UPDATE webhook_deliveries delivery
    SET attempts = attempts + 1, leased_until = ${leasedUntil}::timestamptz, lease_token = ${leaseToken}::uuid
    FROM chosen WHERE delivery.id = chosen.id
    RETURNING delivery.id, endpoint_id AS "endpointId", chosen.url, message_id AS "messageId", payload, attempts,
      lease_token AS "leaseToken"`
}

/** What becomes of a delivery after an attempt: its end, or when it is tried again. */
export type Settlement = { status: 'SUCCEEDED' | 'FAILED'; completedAt: Date } | { status: 'PENDING'; dueAt: Date }

/**
 * Writes what became of an attempt. False when the delivery is not ours any more: then others tell its end. Neither is one that
 * staff restarted meanwhile and that failed: it is sent from the beginning when the lease ends.
 */
export async function settleDelivery(
  tx: Transaction,
  { id, leaseToken, attempts }: Pick<ClaimedDelivery, 'id' | 'leaseToken' | 'attempts'>,
  settlement: Settlement,
): Promise<boolean> {
  const { count } = await tx.webhookDelivery.updateMany({
    where: { id, leaseToken, ...(settlement.status === 'SUCCEEDED' ? {} : { attempts }) },
    data: { completedAt: null, dueAt: null, ...settlement, leasedUntil: null, leaseToken: null },
  })
  return count > 0
}

/** Gives a delivery back as if it had not been taken. */
export async function releaseDelivery(
  database: PrismaClient,
  { id, leaseToken }: Pick<ClaimedDelivery, 'id' | 'leaseToken'>,
): Promise<void> {
  await database.webhookDelivery.updateMany({
    // Not when it was restarted meanwhile: then it has no attempt of ours, and waits for the end of the lease.
    where: { id, leaseToken, attempts: { gt: 0 } },
    data: { leasedUntil: null, leaseToken: null, attempts: { decrement: 1 } },
  })
}

/** Writes an attempt into the log, also one whose delivery others have taken up meanwhile: it did happen. */
export async function insertAttempt(
  tx: Transaction,
  deliveryId: string,
  attemptedAt: Date,
  outcome: WebhookOutcome,
): Promise<void> {
  const { durationMs, responseStatus, responseBody, error } = outcome
  // Unless the endpoint was deleted meanwhile.
  await tx.$executeRaw`
    INSERT INTO webhook_attempts (id, delivery_id, attempted_at, duration_ms, response_status, response_body, error)
    SELECT ${newId()}::uuid, id, ${attemptedAt}::timestamptz, ${durationMs}::int, ${responseStatus}::int, ${responseBody}, ${error}
    FROM webhook_deliveries WHERE id = ${deliveryId}::uuid`
}

/** The newest attempts of a delivery. */
export async function findAttempts(database: Reader, deliveryId: string, limit: number): Promise<WebhookAttemptRow[]> {
  return database.webhookAttempt.findMany({
    where: { deliveryId },
    orderBy: [{ attemptedAt: 'desc' }, { id: 'desc' }],
    take: limit,
  })
}

/**
 * Deletes deliveries that were over before a moment, or have waited since then for an endpoint that is off, at most 1,000 of each; says
 * how many.
 */
export async function pruneDeliveries(database: PrismaClient, before: Date): Promise<number> {
  const over = await database.$executeRaw`
    DELETE FROM webhook_deliveries WHERE id IN (
      SELECT id FROM webhook_deliveries WHERE completed_at < ${before}::timestamptz LIMIT 1000)`
  // What was waiting when it was switched off has waited since then, whatever its age. Nobody switches it on meanwhile: its row is locked.
  const waiting = await database.$executeRaw`
    DELETE FROM webhook_deliveries WHERE id IN (
      SELECT delivery.id FROM webhook_endpoints endpoint JOIN webhook_deliveries delivery ON endpoint_id = endpoint.id
      WHERE disabled_reason IS NOT NULL AND updated_at < ${before}::timestamptz
        AND due_at IS NOT NULL AND delivery.created_at < ${before}::timestamptz
      LIMIT 1000 FOR SHARE OF endpoint)`
  return over + waiting
}
