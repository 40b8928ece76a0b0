import type { Database } from '../database.ts'
import type { Prisma } from '../generated/prisma/client.ts'

/** A carrier's webhook that was answered. `attempt` counts from 1. */
export type StoredWebhook = { id: string; description: string; body: unknown; attempt: number; receivedAt: Date }

/** Writes down what a carrier posted, once however often it comes. */
export async function storeWebhook(
  database: Database,
  webhook: Pick<StoredWebhook, 'id' | 'description' | 'body'>,
  now: Date,
): Promise<void> {
  const { id, description } = webhook
  const body = (webhook.body ?? {}) as Prisma.InputJsonValue
  await database.carrierWebhook.createMany({
    data: [{ id, description, body, receivedAt: now, dueAt: now }],
    skipDuplicates: true,
  })
}

/** Takes webhooks that are due, each for one worker alone until the lease runs out. */
export async function claimWebhooks(
  database: Database,
  now: Date,
  leaseMs: number,
  limit: number,
): Promise<StoredWebhook[]> {
  return database.$queryRaw<StoredWebhook[]>`
    UPDATE carrier_webhooks SET due_at = ${new Date(now.getTime() + leaseMs)}, attempts = attempts + 1
    WHERE id IN (
      SELECT id FROM carrier_webhooks WHERE due_at <= ${now} ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING id, description, body, attempts AS attempt, received_at AS "receivedAt"`
}

/** A webhook took effect, or never will (`failure` says why): it is not due any more. */
export async function settleWebhook(
  database: Database,
  id: string,
  now: Date,
  failure: string | null = null,
): Promise<void> {
  await database.carrierWebhook.update({ where: { id }, data: { dueAt: null, settledAt: now, failure } })
}

/** A webhook could not take effect yet. */
export async function postponeWebhook(database: Database, id: string, dueAt: Date): Promise<void> {
  await database.carrierWebhook.updateMany({ where: { id, settledAt: null }, data: { dueAt } })
}

/** Forgets webhooks that were settled before a moment, at most 1,000 per call; says how many. */
export async function forgetWebhooks(database: Database, before: Date): Promise<number> {
  return database.$executeRaw`
    DELETE FROM carrier_webhooks WHERE id IN
      (SELECT id FROM carrier_webhooks WHERE settled_at < ${before} ORDER BY settled_at LIMIT 1000)`
}
