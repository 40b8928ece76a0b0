import type { Transaction } from '../database.ts'
import { refusal } from '../errors.ts'
import type { DiscountLine } from '../quote/quote.ts'
import { hasLimit, type Promotion } from './promotion.ts'
import { countUsesOf, insertRedemptions, takePromotionUse, type Customer } from './redemption-store.ts'

/**
 * Writes down that an order uses promotions. Throws a Refusal when one of them was used up meanwhile, so that nothing is
 * ordered at a price that does not hold: whoever reads the cart again sees it without.
 */
export async function redeemPromotions(
  tx: Transaction,
  orderId: string,
  promotions: readonly Promotion[],
  discountLines: readonly DiscountLine[],
  customer: Customer,
  now: Date,
): Promise<void> {
  const used = promotions.filter(({ id }) => discountLines.some(({ promotionId }) => promotionId === id))
  // In a fixed order, so that two orders with the same promotions do not wait for each other in a circle.
  const limited = used.filter(hasLimit).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  for (const { id } of limited) {
    if (!(await takePromotionUse(tx, id, now))) throw refusal('PROMOTION_NOT_APPLICABLE', ['input', 'cartId'])
  }
  const perCustomer = limited.filter(({ usageLimitPerCustomer }) => usageLimitPerCustomer !== null)
  for (const promotion of perCustomer) {
    const uses = await countUsesOf(tx, [promotion.id], identityFor(promotion, customer))
    if ((uses.get(promotion.id) ?? 0) >= (promotion.usageLimitPerCustomer ?? 0)) {
      throw refusal('PROMOTION_NOT_APPLICABLE', ['input', 'cartId'])
    }
  }
  await insertRedemptions(tx, orderId, discountLines, now)
}

// A cart knows no email address. A code can be taken off it; a promotion without a code must be decided by what the cart
// knows, or it could never be ordered.
function identityFor({ code }: Promotion, { ownerId, email }: Customer): Customer {
  return { ownerId, email: code === null ? null : email }
}
