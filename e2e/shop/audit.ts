import { auditShop } from '@shop/prisma/audit/audit-shop'
import { expect } from 'vitest'

/** Audits until nothing is found, since events may be on their way; fails with what is still found after `timeoutMs`. */
export async function expectCleanAudit(databaseUrl: (name: string) => string, timeoutMs = 10_000): Promise<void> {
  expect(await auditShop({ databaseUrl, atRest: true, waitMs: timeoutMs })).toEqual([])
}
