import type { Services } from '../context.ts'
import { refusal } from '../errors.ts'
import { isQuantity, type Cart } from './cart.ts'
import { announceCartChange } from './checkout-events.ts'
import { lockCartOf, setLineQuantity, touchCart } from './cart-store.ts'

/** Sets the quantity of a line in the owner's cart. */
export async function updateCartLine(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  ownerId: string,
  { lineId, quantity }: { lineId: string; quantity: number },
): Promise<Cart> {
  if (!isQuantity(quantity)) throw refusal('INVALID_QUANTITY', ['input', 'quantity'])
  return transact(async (tx) => {
    const cart = await lockCartOf(tx, ownerId)
    if (!cart?.lines.some((line) => line.id === lineId)) throw refusal('NOT_FOUND', ['input', 'id'])
    await setLineQuantity(tx, lineId, quantity)
    const now = clock.now()
    await touchCart(tx, cart.id, now)
    return announceCartChange(tx, cart.id, now)
  })
}
