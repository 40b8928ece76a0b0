import type { Role } from '@shop/subgraph/viewer'
import type { ApiKey, Prisma, PrismaClient } from '../generated/prisma/client.ts'

type Transaction = Prisma.TransactionClient

/** A key as resolvers see it: without the hash of its secret. */
export type ApiKeyRow = Omit<ApiKey, 'secretHash'>

/** Keys that a user is shown, revoked ones included. */
const MAXIMUM_SHOWN = 100

const omit = { secretHash: true } as const

/** Writes a key. */
export async function insertApiKey(
  tx: Transaction,
  key: Pick<ApiKey, 'id' | 'userId' | 'label' | 'prefix' | 'secretHash' | 'createdAt'>,
): Promise<ApiKeyRow> {
  return tx.apiKey.create({ data: key, omit })
}

/** How many keys of a user work. */
export async function countWorkingApiKeys(tx: Transaction, userId: string): Promise<number> {
  return tx.apiKey.count({ where: { userId, revokedAt: null } })
}

/** The keys of a user that work. */
export async function readWorkingApiKeyIds(tx: Transaction, userId: string): Promise<string[]> {
  const keys = await tx.apiKey.findMany({ where: { userId, revokedAt: null }, select: { id: true } })
  return keys.map(({ id }) => id)
}

/** A user's keys, newest first. */
export async function readApiKeys(database: PrismaClient, userId: string): Promise<ApiKeyRow[]> {
  return database.apiKey.findMany({
    where: { userId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: MAXIMUM_SHOWN,
    omit,
  })
}

/** Keys of a user by id. */
export async function readApiKeysOf(
  database: PrismaClient,
  userId: string,
  ids: readonly string[],
): Promise<ApiKeyRow[]> {
  return database.apiKey.findMany({ where: { userId, id: { in: [...ids] } }, omit })
}

/** Revokes a key of a user and answers it, null when they have no such key. The time of the first revocation stays. */
export async function revokeApiKeyOf(
  tx: Transaction,
  key: { id: string; userId: string },
  now: Date,
): Promise<ApiKeyRow | null> {
  await tx.apiKey.updateMany({ where: { ...key, revokedAt: null }, data: { revokedAt: now } })
  return tx.apiKey.findFirst({ where: key, omit })
}

/** Notes that a working key is used and answers whose it is; null for an unknown or revoked one. */
export async function useApiKey(
  database: PrismaClient,
  secretHash: Uint8Array<ArrayBuffer>,
  now: Date,
): Promise<{ id: string; userId: string; roles: Role[] } | null> {
  const [key] = await database.$queryRaw<{ id: string; userId: string; roles: Role[] }[]>`
    UPDATE api_keys key SET last_used_at = ${now}::timestamptz
      FROM users owner
     WHERE key.secret_hash = ${secretHash} AND key.revoked_at IS NULL
       AND owner.id = key.user_id AND owner.erased_at IS NULL
    RETURNING key.id, key.user_id AS "userId", owner.roles::text[] AS roles`
  return key ?? null
}
