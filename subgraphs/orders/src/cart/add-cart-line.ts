import { accountErased } from '@shop/subgraph/errors'
import { isPurchasable } from '../catalogue/variant.ts'
import type { Services } from '../context.ts'
import { refusal } from '../errors.ts'
import { announceCartChange } from './checkout-events.ts'
import { isQuantity, LINE_QUANTITIES, MAXIMUM_LINES, type Cart } from './cart.ts'
import { putIntoCart, type Owner } from './cart-store.ts'

/** Puts units of a variant into the owner's cart, on top of those that lie there. */
export async function addCartLine(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  owner: Owner,
  { variantId, quantity }: { variantId: string; quantity: number },
): Promise<Cart> {
  if (!isQuantity(quantity)) throw refusal('INVALID_QUANTITY', ['input', 'quantity'], LINE_QUANTITIES)
  return transact(async (tx) => {
    const now = clock.now()
    const put = await putIntoCart(tx, owner, { variantId, quantity }, now)
    if (!put) throw accountErased()
    const { cart, isPut } = put
    // What is refused is rolled back.
    const line = cart.lines.find(({ variant }) => variant.id === variantId)
    if (!line) throw refusal('NOT_FOUND', ['input', 'variantId'], 'There is no such variant.')
    if (!isPurchasable(line.variant)) throw refusal('NOT_PURCHASABLE', ['input', 'variantId'])
    if (!isPut) throw refusal('INVALID_QUANTITY', ['input', 'quantity'], LINE_QUANTITIES)
    if (cart.lines.length > MAXIMUM_LINES) throw refusal('LIMIT_REACHED', null)
    return announceCartChange(tx, cart, now)
  })
}
