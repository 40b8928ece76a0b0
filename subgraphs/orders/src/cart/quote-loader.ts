import type { Services } from '../context.ts'
import type { Reader } from '../database.ts'
import type { Quote } from '../quote/quote.ts'
import { readPromotions, readZone } from '../quote/read-quote-basis.ts'
import type { Destination } from '../zone/zone.ts'
import type { Cart } from './cart.ts'
import { cartOptions, quoteCart } from './quote-cart.ts'

type Needed = Pick<Services, 'clock' | 'homeCountry'>

/** What carts cost, for one request: every field of a cart asks for the same. */
export function createQuoteLoaders(database: Reader) {
  const quotes = new WeakMap<Cart, Promise<Quote>>()

  async function rulesFor(cart: Cart, destination: Destination, { clock }: Needed) {
    const [zone, promotions] = await Promise.all([
      readZone(database, destination),
      readPromotions(database, cart, clock.now()),
    ])
    return { zone, promotions }
  }

  return {
    /** Within the shop's own country. */
    quoteOfCart(cart: Cart, services: Needed): Promise<Quote> {
      const known = quotes.get(cart)
      if (known) return known
      const home = { countryCode: services.homeCountry, region: null, postalCode: null }
      const quote = rulesFor(cart, home, services).then((rules) => quoteCart(cart, rules))
      quotes.set(cart, quote)
      return quote
    },
    async optionsOfCart(cart: Cart, destination: Destination, services: Needed): Promise<Quote[]> {
      return cartOptions(cart, await rulesFor(cart, destination, services))
    },
  }
}
