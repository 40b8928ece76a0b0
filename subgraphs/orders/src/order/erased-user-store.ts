import type { Transaction } from '../database.ts'

/** Remembers that an account was erased: events that hand something over to it may come later. */
export async function rememberErased(tx: Transaction, userId: string, erasedAt: Date): Promise<void> {
  await tx.erasedUser.createMany({ data: [{ userId, erasedAt }], skipDuplicates: true })
}

export async function isErased(tx: Transaction, userId: string): Promise<boolean> {
  return (await tx.erasedUser.count({ where: { userId } })) > 0
}
