import { fromGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { toMoney } from '@shop/subgraph/money'
import { canViewCart } from '../authorize.ts'
import { isPurchasable } from '../catalogue/variant.ts'
import type { CartLineResolvers } from '../generated/graphql.ts'

export const CartLine: CartLineResolvers = {
  __resolveReference: async ({ id }, { viewer, loaders }) => {
    const found = await loaders.cartLine.load(fromGlobalId(id, 'CartLine'))
    return found && canViewCart(viewer, found) ? found.line : null
  },
  id: (line) => toGlobalId('CartLine', line.id),
  variant: ({ variant }) => ({ __typename: 'ProductVariant', id: toGlobalId('ProductVariant', variant.id) }),
  unitPrice: ({ variant }) => toMoney(variant.price, variant.currencyCode),
  subtotal: ({ variant, quantity }) => toMoney(variant.price * quantity, variant.currencyCode),
  purchasable: ({ variant }) => isPurchasable(variant),
}
