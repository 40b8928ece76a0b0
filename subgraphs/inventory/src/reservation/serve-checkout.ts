import type { Transaction } from '../database.ts'
import type { OrderedLine } from '../stock/allocation.ts'
import { holdStock, type CartCheckout } from './hold-stock.ts'
import { serveStock } from './serve-stock.ts'

/** Holds what is in a cart, as an event of its checkout tells it; `expiresAt` is an ISO 8601 time. */
export async function serveCheckout(
  tx: Transaction,
  checkout: CartCheckout & { lines: readonly OrderedLine[]; expiresAt: string },
  now: Date,
): Promise<void> {
  const { cartId, ownerId, lines } = checkout
  await serveStock(tx, {
    of: { cartId, ownerId },
    opens: 'RELEASED',
    variantIds: lines.map(({ variantId }) => variantId),
    work: () => holdStock(tx, { ...checkout, expiresAt: new Date(checkout.expiresAt) }, now),
  })
}
