import type { Services } from '../context.ts'
import { refusal } from '../errors.ts'
import { isApplicable, isWellFormedCode, normalizeCode, type Promotion } from '../promotion/promotion.ts'
import { findPromotionByCode } from '../promotion/promotion-store.ts'
import type { Cart } from './cart.ts'
import { getCart, lockCartOf, setPromotion } from './cart-store.ts'

/** Applies a promotion's code to the owner's cart, in place of another; null takes the applied one off. */
export async function applyPromotionCode(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  ownerId: string,
  code: string | null,
): Promise<Cart> {
  return transact(async (tx) => {
    const now = clock.now()
    const cart = await lockCartOf(tx, ownerId)
    if (!cart) throw refusal('NOT_FOUND', null, 'There is no cart.')

    let promotion: Promotion | null = null
    if (code !== null) {
      const normalized = normalizeCode(code)
      promotion = isWellFormedCode(normalized) ? await findPromotionByCode(tx, normalized) : null
      if (!promotion || !isApplicable(promotion, now)) {
        throw refusal('NOT_FOUND', ['input', 'code'], 'There is no such code, or it does not work at the moment.')
      }
    }
    await setPromotion(tx, cart.id, promotion?.id ?? null, now)
    return getCart(tx, cart.id)
  })
}
