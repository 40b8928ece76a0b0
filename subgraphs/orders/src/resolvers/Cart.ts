import { fromGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { toMoney } from '@shop/subgraph/money'
import { canViewCart } from '../authorize.ts'
import { cartTotals, type Cart as CartParent } from '../cart/cart.ts'
import type { RequestContext } from '../context.ts'
import type { CartResolvers } from '../generated/graphql.ts'
import { SHOP_CURRENCY } from '@shop/schema/shop-currency'

type Total = keyof ReturnType<typeof cartTotals>

function total(name: Total) {
  return (cart: CartParent, _args: unknown, { clock }: RequestContext) =>
    toMoney(cartTotals(cart, clock.now())[name], SHOP_CURRENCY)
}

export const Cart: CartResolvers = {
  __resolveReference: async ({ id }, { viewer, loaders }) => {
    const cart = await loaders.cart.load(fromGlobalId(id, 'Cart'))
    return cart && canViewCart(viewer, cart) ? cart : null
  },
  id: (cart) => toGlobalId('Cart', cart.id),
  totalQuantity: (cart) => cart.lines.reduce((sum, { quantity }) => sum + quantity, 0),
  subtotal: total('subtotal'),
  discountTotal: total('discountTotal'),
  shippingTotal: total('shippingTotal'),
  total: total('total'),
  promotionCode: (cart) => cart.promotion?.code ?? null,
}
