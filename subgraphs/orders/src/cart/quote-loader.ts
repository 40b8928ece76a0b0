import type { Clock } from '@shop/subgraph/clock'
import type { Reader } from '../database.ts'
import type { PriceRulesReader } from '../quote/price-rules.ts'
import type { Quote } from '../quote/quote.ts'
import { readPromotions, type QuoteBasis } from '../quote/read-quote-basis.ts'
import { zoneOf, type Destination } from '../zone/zone.ts'
import type { Cart } from './cart.ts'
import { cartOptions, quoteCart } from './quote-cart.ts'

/** Of the context; see there. */
type Needed = { clock: Clock; homeCountry: string; priceRules: PriceRulesReader }

/** What carts cost, for one request: every field of a cart asks for the same. */
export const quoteLoaders = {
  /** Within the shop's own country. */
  quoteOfCart(database: Reader) {
    const quotes = new WeakMap<Cart, Promise<Quote>>()
    return (cart: Cart, services: Needed): Promise<Quote> => {
      const known = quotes.get(cart)
      if (known) return known
      const home = { countryCode: services.homeCountry, region: null, postalCode: null }
      const quote = basisFor(database, cart, home, services).then((basis) => quoteCart(cart, basis))
      quotes.set(cart, quote)
      return quote
    }
  },
  optionsOfCart:
    (database: Reader) =>
    async (cart: Cart, destination: Destination, services: Needed): Promise<Quote[]> =>
      cartOptions(cart, await basisFor(database, cart, destination, services)),
}

async function basisFor(
  database: Reader,
  cart: Cart,
  destination: Destination,
  { clock, priceRules }: Needed,
): Promise<QuoteBasis> {
  const now = clock.now()
  const { zones, automatic } = await priceRules(database, cart.rulesVersion, now)
  return { zone: zoneOf(zones, destination), promotions: await readPromotions(database, automatic, cart, now) }
}
