import { keysetOrderBy, keysetWhere, type Key, type Page } from '@shop/subgraph/keyset'
import { newId } from '@shop/subgraph/new-id'
import type { Reader, Transaction } from '../database.ts'
import type { Promotion as PromotionRow } from '../generated/prisma/client.ts'
import type { Promotion } from './promotion.ts'

export const PROMOTION_KEYS = [
  { field: 'createdAt', order: 'desc', type: 'date' },
  { field: 'id', order: 'desc', type: 'uuid' },
] as const satisfies readonly Key[]

/** More than a shop has, coming ones too. */
const MAXIMUM_AUTOMATIC = 1_000

export async function findPromotionPage(database: Reader, page: Page): Promise<Promotion[]> {
  const rows = await database.promotion.findMany({
    where: keysetWhere(page, PROMOTION_KEYS, {}),
    orderBy: keysetOrderBy(page, PROMOTION_KEYS),
    take: page.take,
  })
  return rows.map(toPromotion)
}

export async function findPromotions(database: Reader, ids: readonly string[]): Promise<Promotion[]> {
  const rows = await database.promotion.findMany({ where: { id: { in: [...ids] } } })
  return rows.map(toPromotion)
}

export async function findPromotionByCode(tx: Transaction, code: string): Promise<Promotion | null> {
  const row = await tx.promotion.findUnique({ where: { code } })
  return row && toPromotion(row)
}

/** Promotions that need no code and have not ended at a moment, those first that were created last. */
export async function findAutomaticPromotions(database: Reader, now: Date): Promise<Promotion[]> {
  const rows = await database.promotion.findMany({
    where: { code: null, OR: [{ endsAt: null }, { endsAt: { gt: now } }] },
    orderBy: { createdAt: 'desc' },
    take: MAXIMUM_AUTOMATIC,
  })
  return rows.map(toPromotion)
}

/** Creates a promotion; null when its code is taken. */
export async function insertPromotion(
  tx: Transaction,
  promotion: Omit<Promotion, 'id' | 'usageCount'>,
): Promise<Promotion | null> {
  const rows = await tx.promotion.createManyAndReturn({ data: [{ ...promotion, id: newId() }], skipDuplicates: true })
  return rows[0] ? toPromotion(rows[0]) : null
}

/** Ends a promotion that has not ended before; null when there is none. */
export async function endPromotion(tx: Transaction, id: string, now: Date): Promise<Promotion | null> {
  await tx.$executeRaw`
    UPDATE promotions SET ends_at = ${now}, starts_at = CASE WHEN starts_at < ${now} THEN starts_at END
    WHERE id = ${id}::uuid AND (ends_at IS NULL OR ends_at > ${now})`
  const row = await tx.promotion.findUnique({ where: { id } })
  return row && toPromotion(row)
}

export function toPromotion({ amountOff, minimumSubtotal, ...row }: PromotionRow): Promotion {
  return {
    ...row,
    amountOff: amountOff === null ? null : Number(amountOff),
    minimumSubtotal: minimumSubtotal === null ? null : Number(minimumSubtotal),
  }
}
