import type {
  Prisma,
  PrismaClient,
  WebhookDisabledReason as Reason,
  WebhookEndpoint,
  WebhookSecret,
} from '../generated/prisma/client.ts'
import type { Transaction } from '../database.ts'

/** An endpoint as it is stored. */
export type WebhookEndpointRow = WebhookEndpoint
export type WebhookDisabledReason = Reason

/** A secret as resolvers see it: without the secret. */
export type WebhookSecretRow = Omit<WebhookSecret, 'sealed'>

type Reader = PrismaClient | Prisma.TransactionClient

export async function listEndpoints(database: Reader, limit: number): Promise<WebhookEndpointRow[]> {
  return database.webhookEndpoint.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], take: limit })
}

export async function findEndpoint(database: Reader, id: string): Promise<WebhookEndpointRow | null> {
  return database.webhookEndpoint.findUnique({ where: { id } })
}

/** The endpoint, which nobody else changes until the transaction ends. */
export async function lockEndpoint(tx: Transaction, id: string): Promise<WebhookEndpointRow | null> {
  await tx.$queryRaw`SELECT FROM webhook_endpoints WHERE id = ${id}::uuid FOR NO KEY UPDATE`
  return findEndpoint(tx, id)
}

/** Writes a new endpoint unless there are `limit` already; says whether it did. */
export async function insertEndpoint(tx: Transaction, row: WebhookEndpointRow, limit: number): Promise<boolean> {
  // Two who make the last one wait for each other.
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('webhook_endpoints'))::text`
  if ((await tx.webhookEndpoint.count()) >= limit) return false
  await tx.webhookEndpoint.create({ data: row })
  return true
}

export async function updateEndpoint(
  tx: Transaction,
  id: string,
  changes: Prisma.WebhookEndpointUpdateInput,
): Promise<WebhookEndpointRow> {
  return tx.webhookEndpoint.update({ where: { id }, data: changes })
}

/** Removes an endpoint with all that hangs on it; says whether it was there. */
export async function deleteEndpoint(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.webhookEndpoint.deleteMany({ where: { id } })).count > 0
}

export async function insertSecret(
  tx: Transaction,
  row: Pick<WebhookSecret, 'id' | 'endpointId' | 'sealed' | 'hint' | 'createdAt'>,
): Promise<void> {
  await tx.webhookSecret.create({ data: row })
}

/** Sets an end to all secrets of an endpoint that have none or a later one. */
export async function expireSecrets(tx: Transaction, endpointId: string, expiresAt: Date): Promise<void> {
  await tx.webhookSecret.updateMany({
    where: { endpointId, OR: [{ expiresAt: null }, { expiresAt: { gt: expiresAt } }] },
    data: { expiresAt },
  })
}

/** The secrets of an endpoint that are in use, newest first. */
export async function findSecrets(database: Reader, endpointId: string, now: Date): Promise<WebhookSecret[]> {
  return database.webhookSecret.findMany({
    where: { endpointId, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })
}

/** Notes that an endpoint took a message. */
export async function noteSuccess(tx: Transaction, endpointId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE webhook_endpoints SET failing_since = NULL WHERE id = ${endpointId}::uuid AND failing_since IS NOT NULL`
}

/** Notes that an endpoint did not take a message that was sent at `at`. */
export async function noteFailure(tx: Transaction, endpointId: string, at: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE webhook_endpoints SET failing_since = ${at}::timestamptz WHERE id = ${endpointId}::uuid AND failing_since IS NULL`
}

/** Switches an endpoint off unless it is off; answers it if it was switched off now. */
export async function disableEndpoint(
  tx: Transaction,
  id: string,
  reason: WebhookDisabledReason,
  now: Date,
): Promise<WebhookEndpointRow | null> {
  const { count } = await tx.webhookEndpoint.updateMany({
    where: { id, disabledReason: null },
    data: { disabledReason: reason, updatedAt: now },
  })
  return count === 0 ? null : findEndpoint(tx, id)
}
