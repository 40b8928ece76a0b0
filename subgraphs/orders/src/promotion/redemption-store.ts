import type { Reader, Transaction } from '../database.ts'

/** Who uses a promotion: whoever ordered before as this person, or for this email address, is the same customer. */
export type Customer = { ownerId: string; email: string | null }

/**
 * Counts one more order that uses a promotion with limits; false when it does not work at the moment or is used up. The limit
 * is part of the statement, so that buyers who come at the same time wait for each other's row and never pass it together.
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

/**
 * How often a customer uses each promotion. Within a transaction, and after takePromotionUse of it, the number stays what it
 * is until the end: who else would use it waits for the row.
 */
export async function countUsesOf(
  database: Reader,
  promotionIds: readonly string[],
  { ownerId, email }: Customer,
): Promise<Map<string, number>> {
  if (promotionIds.length === 0) return new Map()
  const rows = await database.$queryRaw<{ id: string; uses: number }[]>`
    SELECT r.promotion_id AS id, count(*)::integer AS uses
    FROM promotion_redemptions r JOIN orders o ON o.id = r.order_id
    WHERE r.promotion_id = ANY (${[...promotionIds]}::uuid[]) AND r.released_at IS NULL
      AND (o.owner_id = ${ownerId}::uuid OR lower(o.email) = lower(${email}::text))
    GROUP BY r.promotion_id`
  return new Map(rows.map(({ id, uses }) => [id, uses]))
}

export async function insertRedemptions(
  tx: Transaction,
  orderId: string,
  uses: readonly { promotionId: string; amount: number }[],
  now: Date,
): Promise<void> {
  if (uses.length === 0) return
  await tx.$executeRaw`
    INSERT INTO promotion_redemptions (promotion_id, order_id, amount, redeemed_at)
    SELECT "promotionId", ${orderId}::uuid, amount, ${now}
    FROM jsonb_to_recordset(${JSON.stringify(uses)}::jsonb) AS use ("promotionId" uuid, amount bigint)`
}

/** Gives the uses of a cancelled order back, once. */
export async function releaseRedemptions(tx: Transaction, orderId: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    WITH released AS (
      UPDATE promotion_redemptions SET released_at = ${now}
      WHERE order_id = ${orderId}::uuid AND released_at IS NULL RETURNING promotion_id
    ), held AS (
      -- In a fixed order, as those who redeem take the rows.
      SELECT id FROM promotions
      WHERE id IN (SELECT promotion_id FROM released) AND (usage_limit IS NOT NULL OR usage_limit_per_customer IS NOT NULL)
      ORDER BY id FOR UPDATE
    )
    UPDATE promotions SET usage_count = usage_count - 1
    WHERE id IN (SELECT id FROM held) AND usage_count > 0`
}

/** The promotions that an order uses. */
export async function findPromotionIdsOf(tx: Transaction, orderId: string): Promise<string[]> {
  const rows = await tx.promotionRedemption.findMany({ where: { orderId }, select: { promotionId: true } })
  return rows.map(({ promotionId }) => promotionId)
}

/** How many orders use each promotion. */
export async function countUses(
  database: Reader,
  promotionIds: readonly string[],
): Promise<{ promotionId: string; uses: number }[]> {
  const rows = await database.promotionRedemption.groupBy({
    by: ['promotionId'],
    where: { promotionId: { in: [...promotionIds] }, releasedAt: null },
    _count: true,
  })
  return rows.map(({ promotionId, _count }) => ({ promotionId, uses: _count }))
}
