import { SHOP_CURRENCY } from '@shop/schema/shop-currency'
import { quoteOf, quotesByMethod, type QuotableLine, type Quote } from '../quote/quote.ts'
import type { QuoteBasis } from '../quote/read-quote-basis.ts'
import type { Cart } from './cart.ts'

/** What decides about the price of a cart's lines. */
export function quotableLines(cart: Pick<Cart, 'lines'>): QuotableLine[] {
  return (
    cart.lines
      // An amount of another currency cannot be added; such a line cannot be ordered either.
      .filter(({ variant }) => variant.currencyCode === SHOP_CURRENCY)
      .map(({ quantity, variant }) => ({
        variantId: variant.id,
        productId: variant.productId,
        categoryIds: variant.categoryIds,
        taxClass: variant.taxClass,
        weightGrams: variant.weightGrams,
        unitPrice: variant.price,
        quantity,
      }))
  )
}

/** The ways in which the cart can be delivered, cheapest first, with what all of it costs then. */
export function cartOptions(cart: Pick<Cart, 'lines'>, { zone, promotions }: QuoteBasis): Quote[] {
  return quotesByMethod(quotableLines(cart), zone, promotions)
}

/** What the cart costs, delivered in the cheapest way; without delivery where nothing is delivered. */
export function quoteCart(cart: Pick<Cart, 'lines'>, rules: QuoteBasis): Quote {
  const [cheapest] = cartOptions(cart, rules)
  return cheapest ?? quoteOf(quotableLines(cart), { ...rules, method: null })
}
