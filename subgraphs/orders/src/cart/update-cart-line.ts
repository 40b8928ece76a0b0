import type { Services } from '../context.ts'
import { refusal } from '../errors.ts'
import { isQuantity, LINE_QUANTITIES, withLine, type Cart } from './cart.ts'
import { announceCartChange } from './checkout-events.ts'
import { lockCartOf, putLine, touchCart } from './cart-store.ts'

/** Sets the quantity of a line in the owner's cart. */
export async function updateCartLine(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  ownerId: string,
  { lineId, quantity }: { lineId: string; quantity: number },
): Promise<Cart> {
  if (!isQuantity(quantity)) throw refusal('INVALID_QUANTITY', ['input', 'quantity'], LINE_QUANTITIES)
  return transact(async (tx) => {
    const cart = await lockCartOf(tx, ownerId)
    const line = cart?.lines.find(({ id }) => id === lineId)
    if (!cart || !line) throw refusal('NOT_FOUND', ['input', 'id'])
    const now = clock.now()
    await putLine(tx, { cartId: cart.id, variantId: line.variant.id, quantity }, now)
    await touchCart(tx, cart.id, now)
    return announceCartChange(tx, withLine(cart, { ...line, quantity }, now), now)
  })
}
