import { findVariant } from '../catalogue/catalogue-store.ts'
import { isPurchasable } from '../catalogue/variant.ts'
import type { Services } from '../context.ts'
import { refusal } from '../errors.ts'
import { announceCartChange } from './checkout-events.ts'
import { isQuantity, MAXIMUM_LINES, type Cart } from './cart.ts'
import { addLine, getCart, openCart, setLineQuantity, type Owner } from './cart-store.ts'

/** Puts units of a variant into the owner's cart, on top of those that lie there. */
export async function addCartLine(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  owner: Owner,
  { variantId, quantity }: { variantId: string; quantity: number },
): Promise<Cart> {
  if (!isQuantity(quantity)) throw refusal('INVALID_QUANTITY', ['input', 'quantity'])
  return transact(async (tx) => {
    const now = clock.now()
    const variant = await findVariant(tx, variantId)
    if (!variant) throw refusal('NOT_FOUND', ['input', 'variantId'], 'There is no such variant.')
    if (!isPurchasable(variant)) throw refusal('NOT_PURCHASABLE', ['input', 'variantId'])

    const cartId = await openCart(tx, owner, now)
    const { lines } = await getCart(tx, cartId)
    const line = lines.find((candidate) => candidate.variant.id === variantId)
    if (line) {
      const sum = line.quantity + quantity
      if (!isQuantity(sum)) throw refusal('INVALID_QUANTITY', ['input', 'quantity'])
      await setLineQuantity(tx, line.id, sum)
    } else {
      if (lines.length >= MAXIMUM_LINES) throw refusal('LIMIT_REACHED', null)
      await addLine(tx, { cartId, variantId, quantity }, now)
    }
    return announceCartChange(tx, cartId, now)
  })
}
