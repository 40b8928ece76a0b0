import { isPurchasable } from '../catalogue/variant.ts'
import type { Services } from '../context.ts'
import { refusal } from '../errors.ts'
import { announceCartChange } from './checkout-events.ts'
import { isQuantity, MAXIMUM_LINES, withLine, type Cart } from './cart.ts'
import { getCartAndVariant, openCart, putLine, type Owner } from './cart-store.ts'

/** Puts units of a variant into the owner's cart, on top of those that lie there. */
export async function addCartLine(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  owner: Owner,
  { variantId, quantity }: { variantId: string; quantity: number },
): Promise<Cart> {
  if (!isQuantity(quantity)) throw refusal('INVALID_QUANTITY', ['input', 'quantity'])
  return transact(async (tx) => {
    const now = clock.now()
    const cartId = await openCart(tx, owner, now)
    const { cart, variant } = await getCartAndVariant(tx, cartId, variantId)
    if (!variant) throw refusal('NOT_FOUND', ['input', 'variantId'], 'There is no such variant.')
    if (!isPurchasable(variant)) throw refusal('NOT_PURCHASABLE', ['input', 'variantId'])

    const line = cart.lines.find((candidate) => candidate.variant.id === variantId)
    if (!line && cart.lines.length >= MAXIMUM_LINES) throw refusal('LIMIT_REACHED', null)
    const sum = (line?.quantity ?? 0) + quantity
    if (!isQuantity(sum)) throw refusal('INVALID_QUANTITY', ['input', 'quantity'])
    const id = await putLine(tx, { cartId, variantId, quantity: sum }, now)
    return announceCartChange(tx, withLine(cart, { id, cartId, variant, quantity: sum }, now), now)
  })
}
