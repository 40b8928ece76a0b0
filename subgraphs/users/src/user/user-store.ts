import type { Page } from '@shop/subgraph/keyset'
import { Prisma } from '../generated/prisma/client.ts'
import type { PrismaClient, User } from '../generated/prisma/client.ts'

/** Outside of a transaction. */
export type Database = PrismaClient

type Transaction = Prisma.TransactionClient

/** A user as resolvers see it. The password's hash leaves the store for its check only. */
export type UserRow = Omit<User, 'passwordHash' | 'emailNormalized'>

/** A new account. The email is normalized already, and kept as it was typed beside. */
export type NewUser = Pick<User, 'id' | 'createdAt'> & {
  email: string
  emailNormalized: string
  passwordHash: string
  givenName: string
  familyName: string
}

/** An account whose password somebody gave, and the hash that it was checked against. */
export type CheckedAccount = { id: string; passwordHash: string }

const omit = { passwordHash: true, emailNormalized: true } as const

/** Users by id, in any order. */
export async function readUsers(database: Database | Transaction, ids: readonly string[]): Promise<UserRow[]> {
  return database.user.findMany({ where: { id: { in: [...ids] } }, omit })
}

/** What signing in is checked against; null when no account has the email. */
export async function findCredentials(database: Database, emailNormalized: string): Promise<CheckedAccount | null> {
  const account = await database.user.findUnique({
    where: { emailNormalized },
    select: { id: true, passwordHash: true },
  })
  return account?.passwordHash ? { id: account.id, passwordHash: account.passwordHash } : null
}

/** The email that an account signs in with; null when it is erased or unknown. */
export async function findEmail(database: Database, id: string): Promise<string | null> {
  return (await database.user.findUnique({ where: { id }, select: { email: true } }))?.email ?? null
}

/** Writes an account; answers null when its email is taken, also by an account that is being made right now. */
export async function insertUser(tx: Transaction, user: NewUser): Promise<UserRow | null> {
  const { count } = await tx.user.createMany({ data: [{ ...user, roles: ['CUSTOMER'] }], skipDuplicates: true })
  return count === 0 ? null : tx.user.findUniqueOrThrow({ where: { id: user.id }, omit })
}

/**
 * Locks an account until the transaction ends, so that it is neither erased meanwhile nor changed by two at once. Answers
 * null when it is erased or unknown: nothing may be added to it then.
 */
export async function lockUser(tx: Transaction, id: string): Promise<UserRow | null> {
  const locked = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM users WHERE id = ${id}::uuid AND erased_at IS NULL FOR NO KEY UPDATE`
  return locked.length === 0 ? null : tx.user.findUniqueOrThrow({ where: { id }, omit })
}

/** As `lockUser`; null also when the password was changed since it was checked: a thief's sign-in must not outlive that. */
export async function lockCheckedUser(tx: Transaction, { id, passwordHash }: CheckedAccount): Promise<UserRow | null> {
  const locked = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM users WHERE id = ${id}::uuid AND password_hash = ${passwordHash} FOR NO KEY UPDATE`
  return locked.length === 0 ? null : tx.user.findUniqueOrThrow({ where: { id }, omit })
}

/** Replaces the password of an account that is locked. */
export async function replacePassword(tx: Transaction, id: string, passwordHash: string): Promise<void> {
  await tx.user.update({ where: { id }, data: { passwordHash } })
}

/** Removes everything that tells who it was, and all that hangs on the account. Reviews and orders keep its id. */
export async function scrubUser(tx: Transaction, id: string, erasedAt: Date): Promise<void> {
  const nothing = { email: null, emailNormalized: null, passwordHash: null, givenName: null, familyName: null }
  await tx.user.update({ where: { id }, data: { ...nothing, erasedAt } })
  await tx.address.deleteMany({ where: { userId: id } })
  await tx.session.deleteMany({ where: { userId: id } })
  await tx.notification.deleteMany({ where: { userId: id } })
  await tx.apiKey.deleteMany({ where: { userId: id } })
  // An order that could not be told of can be told of still: its buyer's address is not needed for that.
  await tx.$executeRaw`
    UPDATE dead_letters SET event = jsonb_set(event, '{data,email}', '""')
     WHERE event #>> '{data,ownerId}' = ${id} AND event #> '{data,email}' IS NOT NULL`
}

/** Users whose email or a name begins with the text; byte order makes U+10FFFF follow all that begins alike. */
function matching(prefix: string): Prisma.Sql {
  const starts = (column: Prisma.Sql, value: Prisma.Sql) =>
    Prisma.sql`(${column} ~>=~ ${value} AND ${column} ~<~ (${value} || U&'\\+10FFFF'))`
  const unicode = Prisma.raw('COLLATE pg_c_utf8')
  const name = Prisma.sql`lower(${prefix} ${unicode})`
  const email = starts(Prisma.sql`email_normalized`, Prisma.sql`${prefix.toLowerCase()}::text`)
  const givenName = starts(Prisma.sql`lower(given_name ${unicode})`, name)
  const familyName = starts(Prisma.sql`lower(family_name ${unicode})`, name)
  // Materialized: to stop early, the planner would rather walk all users by time until enough of them match.
  return Prisma.sql`
    (WITH matching AS MATERIALIZED (SELECT * FROM users WHERE ${email} OR ${givenName} OR ${familyName})
     SELECT * FROM matching)`
}

/**
 * A page of users, newest first. In SQL because each of the three prefixes has an index that Prisma cannot use: two are on
 * expressions, and LIKE with a parameter uses none.
 */
export async function readUserPage(database: Database, prefix: string | null, page: Page): Promise<UserRow[]> {
  const bound = ([createdAt, id]: readonly unknown[], operator: Prisma.Sql) =>
    Prisma.sql`(created_at, id) ${operator} (${createdAt}::timestamptz, ${id}::uuid)`
  const conditions = [
    Prisma.sql`TRUE`,
    ...(page.after ? [bound(page.after, Prisma.sql`<`)] : []),
    ...(page.before ? [bound(page.before, Prisma.sql`>`)] : []),
  ]
  const order = page.backward ? Prisma.sql`ASC` : Prisma.sql`DESC`
  return database.$queryRaw<UserRow[]>`
    SELECT id, email, given_name AS "givenName", family_name AS "familyName", roles::text[] AS roles,
           created_at AS "createdAt", erased_at AS "erasedAt"
      FROM ${prefix === null ? Prisma.sql`users` : matching(prefix)} AS found
     WHERE ${Prisma.join(conditions, ' AND ')}
     ORDER BY created_at ${order}, id ${order} LIMIT ${page.take}`
}
