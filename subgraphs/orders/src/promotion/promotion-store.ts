import { keysetOrderBy, keysetWhere, type Key, type Page } from '@shop/subgraph/keyset'
import { newId } from '@shop/subgraph/new-id'
import type { Reader, Transaction } from '../database.ts'
import type { Promotion } from './promotion.ts'

export const PROMOTION_KEYS = [
  { field: 'createdAt', order: 'desc', type: 'date' },
  { field: 'id', order: 'desc', type: 'uuid' },
] as const satisfies readonly Key[]

export async function findPromotionPage(database: Reader, page: Page): Promise<Promotion[]> {
  return database.promotion.findMany({
    where: keysetWhere(page, PROMOTION_KEYS, {}),
    orderBy: keysetOrderBy(page, PROMOTION_KEYS),
    take: page.take,
  })
}

export async function findPromotions(database: Reader, ids: readonly string[]): Promise<Promotion[]> {
  return database.promotion.findMany({ where: { id: { in: [...ids] } } })
}

export async function findPromotionByCode(tx: Transaction, code: string): Promise<Promotion | null> {
  return tx.promotion.findUnique({ where: { code } })
}

/** Creates a promotion; null when its code is taken. */
export async function insertPromotion(
  tx: Transaction,
  promotion: Omit<Promotion, 'id' | 'usageCount'>,
): Promise<Promotion | null> {
  const rows = await tx.promotion.createManyAndReturn({ data: [{ ...promotion, id: newId() }], skipDuplicates: true })
  return rows[0] ?? null
}

/**
 * Counts one more order that uses the promotion; false when it does not work at the moment or is used up. The limit is
 * part of the statement, so that buyers who come at the same time wait for each other's row and never pass it together.
 */
export async function takePromotionUse(tx: Transaction, id: string, now: Date): Promise<boolean> {
  const count = await tx.$executeRaw`
    UPDATE promotions SET usage_count = usage_count + 1
    WHERE id = ${id}::uuid
      AND (starts_at IS NULL OR starts_at <= ${now})
      AND (ends_at IS NULL OR ends_at > ${now})
      AND (usage_limit IS NULL OR usage_count < usage_limit)`
  return count === 1
}

/** Gives a use back: its order was cancelled. */
export async function returnPromotionUse(tx: Transaction, id: string): Promise<void> {
  await tx.$executeRaw`UPDATE promotions SET usage_count = usage_count - 1 WHERE id = ${id}::uuid AND usage_count > 0`
}
