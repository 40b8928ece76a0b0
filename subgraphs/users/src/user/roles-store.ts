import type { Role } from '@shop/subgraph/viewer'
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts'
import type { AccountRole } from './user.ts'

type Transaction = Prisma.TransactionClient

/**
 * Lets one transaction at a time change roles. Two admins who demote each other lock different rows, so each would still
 * count the other one; what is read after this lock is what the one before has left.
 */
export async function lockRoles(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('users.roles', 0))`
}

/** The roles that an account has now, whatever a token says; none when it is erased or unknown. */
export async function readRoles(tx: Transaction, id: string): Promise<readonly Role[]> {
  return (await tx.user.findUnique({ where: { id, erasedAt: null }, select: { roles: true } }))?.roles ?? []
}

/** Whether an account other than this one is ADMIN. An erased one is nobody's any more and does not count. */
export async function hasOtherAdmin(tx: Transaction, id: string): Promise<boolean> {
  const other = { id: { not: id }, roles: { has: 'ADMIN' as const }, erasedAt: null }
  return (await tx.user.findFirst({ where: other, select: { id: true } })) !== null
}

/** Replaces the roles of an account that is locked. */
export async function replaceRoles(tx: Transaction, id: string, roles: AccountRole[]): Promise<void> {
  await tx.user.update({ where: { id }, data: { roles } })
}

/** Gives the account with the email ADMIN besides what it has; `added` is false when it was already. Null when there is none. */
export async function addAdmin(
  database: PrismaClient,
  emailNormalized: string,
): Promise<{ id: string; added: boolean } | null> {
  const account = await database.user.findUnique({ where: { emailNormalized }, select: { id: true } })
  if (!account) return null
  const added = await database.$executeRaw`
    UPDATE users SET roles = array_append(roles, 'ADMIN')
     WHERE id = ${account.id}::uuid AND erased_at IS NULL AND NOT 'ADMIN' = ANY (roles)`
  return { id: account.id, added: added > 0 }
}
