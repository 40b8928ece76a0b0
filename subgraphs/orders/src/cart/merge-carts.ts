import type { Transaction } from '../database.ts'
import { announceCartChange, announceCheckoutEnd } from './checkout-events.ts'
import { announceMerged } from './cart-events.ts'
import { MAXIMUM_LINES, mergedQuantity } from './cart.ts'
import { closeCart, getCart, lockCartOf, openCart, putLine, setPromotion } from './cart-store.ts'

/**
 * What a guest put into a cart goes into the user's: quantities are added up to the limit. Lines that the cart has no
 * place for are left out, newest first.
 */
export async function mergeCarts(tx: Transaction, guestId: string, userId: string, now: Date): Promise<void> {
  const guestCart = await lockCartOf(tx, guestId)
  if (!guestCart) return
  const userCart = await getCart(tx, await openCart(tx, { ownerId: userId, ownerKind: 'USER' }, now))

  let free = MAXIMUM_LINES - userCart.lines.length
  for (const { variant, quantity } of guestCart.lines) {
    const line = userCart.lines.find((candidate) => candidate.variant.id === variant.id)
    const merged = line ? mergedQuantity(line.quantity, quantity) : quantity
    if (line || free-- > 0) await putLine(tx, { cartId: userCart.id, variantId: variant.id, quantity: merged }, now)
  }
  if (!userCart.promotion && guestCart.promotion) await setPromotion(tx, userCart.id, guestCart.promotion.id, now)
  await announceCartChange(tx, await getCart(tx, userCart.id), now)
  await announceCheckoutEnd(tx, guestCart, now)
  await closeCart(tx, guestCart.id)
  await announceMerged(tx, { cartId: guestCart.id, intoCartId: userCart.id })
}
