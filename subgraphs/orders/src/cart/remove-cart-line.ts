import type { Services } from '../context.ts'
import { refusal } from '../errors.ts'
import { withoutLine, type Cart } from './cart.ts'
import { announceCartChange } from './checkout-events.ts'
import { lockCartOf, removeLine, touchCart } from './cart-store.ts'

/** Takes a line out of the owner's cart. */
export async function removeCartLine(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  ownerId: string,
  lineId: string,
): Promise<Cart> {
  return transact(async (tx) => {
    const cart = await lockCartOf(tx, ownerId)
    if (!cart?.lines.some((line) => line.id === lineId)) throw refusal('NOT_FOUND', ['input', 'id'])
    await removeLine(tx, lineId)
    const now = clock.now()
    await touchCart(tx, cart.id, now)
    return announceCartChange(tx, withoutLine(cart, lineId, now), now)
  })
}
