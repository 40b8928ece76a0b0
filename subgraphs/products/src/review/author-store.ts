import type { Transaction } from '../database.ts'

/**
 * Lets nobody else write a review as this author, or erase them, until the transaction ends, and answers whether their account was
 * erased. A lock by name, because products has no row of them; take it before the product.
 */
export async function lockAuthor(tx: Transaction, userId: string): Promise<{ isErased: boolean }> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`author ${userId}`}, 0))::text`
  // In a statement of its own, which sees what was committed while the lock was waited for.
  return { isErased: (await tx.erasedUser.count({ where: { userId } })) > 0 }
}

/** Remembers that an account was erased: its token is valid for a while. */
export async function rememberErased(tx: Transaction, userId: string, erasedAt: Date): Promise<void> {
  await tx.erasedUser.createMany({ data: [{ userId, erasedAt }], skipDuplicates: true })
}
