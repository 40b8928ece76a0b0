import { createLoader } from '@shop/subgraph/loader'
import type { Reader } from '../database.ts'
import type { CartLine } from './cart.ts'
import { findCarts, findCartsOf, findCartsWith } from './cart-store.ts'

export const cartLoaders = {
  cart: (database: Reader) =>
    createLoader(
      (ids: readonly string[]) => findCarts(database, ids),
      (cart) => cart.id,
    ),
  cartOfOwner: (database: Reader) =>
    createLoader(
      (ids: readonly string[]) => findCartsOf(database, ids),
      (cart) => cart.ownerId,
    ),
  /** A line with the owner of its cart, who may see it. */
  cartLine: (database: Reader) =>
    createLoader(
      (ids: readonly string[]) => findLines(database, ids),
      ({ line }) => line.id,
    ),
}

async function findLines(database: Reader, ids: readonly string[]): Promise<{ ownerId: string; line: CartLine }[]> {
  const carts = await findCartsWith(database, ids)
  return carts.flatMap(({ ownerId, lines }) => lines.map((line) => ({ ownerId, line })))
}
