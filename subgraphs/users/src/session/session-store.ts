import type { Role } from '@shop/subgraph/viewer'
import type { Prisma, PrismaClient, Session } from '../generated/prisma/client.ts'

type Transaction = Prisma.TransactionClient

/** A session as it is stored. */
export type SessionRow = Session

/** Sessions that a user is shown. */
const MAXIMUM_SHOWN = 100

/** A refresh token, its session and its user's roles now. */
export type PresentedToken = {
  sessionId: string
  userId: string
  usedAt: Date | null
  endedAt: Date | null
  expiresAt: Date
  roles: Role[]
}

/** Writes a session with the hash of its first refresh token. */
export async function insertSession(
  tx: Transaction,
  session: Omit<SessionRow, 'endedAt'>,
  refreshTokenHash: Uint8Array<ArrayBuffer>,
): Promise<void> {
  await tx.session.create({ data: session })
  await tx.refreshToken.create({
    data: { hash: refreshTokenHash, sessionId: session.id, createdAt: session.createdAt },
  })
}

/** Locks a refresh token and its session: of two who present it at once, the second sees that it was used. */
export async function lockRefreshToken(tx: Transaction, hash: Uint8Array<ArrayBuffer>): Promise<PresentedToken | null> {
  const [token] = await tx.$queryRaw<PresentedToken[]>`
    SELECT session.id AS "sessionId", session.user_id AS "userId", token.used_at AS "usedAt",
           session.ended_at AS "endedAt", session.expires_at AS "expiresAt", owner.roles::text[] AS roles
      FROM sessions session
      JOIN refresh_tokens token ON token.session_id = session.id
      JOIN users owner ON owner.id = session.user_id
     WHERE token.hash = ${hash}
       FOR UPDATE OF session, token`
  return token ?? null
}

/** The session of a refresh token, also of one that was used or whose session is over, if it is of the account with this email. */
export async function findSessionIdOf(
  database: PrismaClient,
  hash: Uint8Array<ArrayBuffer>,
  emailNormalized: string,
): Promise<string | null> {
  const token = await database.refreshToken.findFirst({
    where: { hash, session: { user: { emailNormalized } } },
    select: { sessionId: true },
  })
  return token?.sessionId ?? null
}

/** Exchanges a refresh token that is locked and unused for the next one. */
export async function rotateRefreshToken(
  tx: Transaction,
  sessionId: string,
  hashes: { used: Uint8Array<ArrayBuffer>; next: Uint8Array<ArrayBuffer> },
  { now, expiresAt }: { now: Date; expiresAt: Date },
): Promise<void> {
  await tx.refreshToken.update({ where: { hash: hashes.used }, data: { usedAt: now } })
  await tx.refreshToken.create({ data: { hash: hashes.next, sessionId, createdAt: now } })
  await tx.session.update({ where: { id: sessionId }, data: { lastUsedAt: now, expiresAt } })
}

/** Which sessions of a user: one, or all but one; all when neither is named. */
export type SessionChoice = { onlyId?: string; keptId?: string }

/** Notes that open sessions of a user have ended, and answers their ids. */
export async function markEnded(
  tx: Transaction,
  userId: string,
  { onlyId, keptId }: SessionChoice,
  now: Date,
): Promise<string[]> {
  const id = { ...(onlyId ? { equals: onlyId } : {}), ...(keptId ? { not: keptId } : {}) }
  const ended = await tx.session.updateManyAndReturn({
    where: { userId, id, endedAt: null, expiresAt: { gt: now } },
    data: { endedAt: now },
    select: { id: true },
  })
  return ended.map((session) => session.id)
}

/** Where a user is signed in, newest first. */
export async function readOpenSessions(database: PrismaClient, userId: string, now: Date): Promise<SessionRow[]> {
  return database.session.findMany({
    where: { userId, endedAt: null, expiresAt: { gt: now } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: MAXIMUM_SHOWN,
  })
}

/** Sessions of a user by id, ended ones too. */
export async function readSessionsOf(
  database: PrismaClient,
  userId: string,
  ids: readonly string[],
): Promise<SessionRow[]> {
  return database.session.findMany({ where: { userId, id: { in: [...ids] } } })
}
