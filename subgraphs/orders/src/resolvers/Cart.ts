import { badUserInput } from '@shop/subgraph/errors'
import { isCountryCode } from '@shop/subgraph/contact-formats'
import { fromGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { toMoney } from '@shop/subgraph/money'
import { SHOP_CURRENCY } from '@shop/schema/shop-currency'
import { canViewCart } from '../authorize.ts'
import type { Cart as CartParent } from '../cart/cart.ts'
import type { RequestContext } from '../context.ts'
import type { CartResolvers } from '../generated/graphql.ts'
import type { Quote } from '../quote/quote.ts'
import { toDiscountLine, toTaxLine } from '../receipt-lines.ts'

type Total = 'subtotal' | 'discountTotal' | 'shippingTotal' | 'taxTotal' | 'total'

const ofQuote =
  <Value>(read: (quote: Quote) => Value) =>
  async (cart: CartParent, _args: unknown, context: RequestContext) =>
    read(await context.loaders.quoteOfCart(cart, context))

const total = (name: Total) => ofQuote((quote) => toMoney(quote[name], SHOP_CURRENCY))

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
  taxTotal: total('taxTotal'),
  total: total('total'),
  pricesIncludeTax: ofQuote((quote) => quote.pricesIncludeTax),
  discountLines: ofQuote((quote) => quote.discountLines.map((line) => toDiscountLine(line, SHOP_CURRENCY))),
  taxLines: ofQuote((quote) => quote.taxLines.map((line) => toTaxLine(line, SHOP_CURRENCY))),
  checkout: ({ checkout: { revision, expiresAt } }) => (expiresAt === null ? null : { revision, expiresAt }),
  promotionCode: (cart) => cart.promotion?.code ?? null,
  shippingOptions: async (cart, { destination: { countryCode, region, postalCode } }, context) => {
    if (!isCountryCode(countryCode)) throw badUserInput('There is no such country.', ['destination', 'countryCode'])
    const destination = { countryCode, region: region ?? null, postalCode: postalCode ?? null }
    return context.loaders.optionsOfCart(cart, destination, context)
  },
}
