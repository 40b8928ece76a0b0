import { findVariants } from '../catalogue/catalogue-store.ts'
import type { CatalogueVariant } from '../catalogue/variant.ts'
import type { Transaction } from '../database.ts'
import { refusal } from '../errors.ts'
import type { Order, OrderLine, PostalAddress } from '../order/order.ts'
import { findPromotions } from '../promotion/promotion-store.ts'
import { findPromotionIdsOf } from '../promotion/redemption-store.ts'
import { quotesByMethod, type QuotableLine, type Quote } from '../quote/quote.ts'
import { readZone } from '../quote/read-quote-basis.ts'

/**
 * What an order costs with other lines or another address: with the promotions that it uses, whether or not they work today; at
 * the taxes and deliveries of today. It goes the way that is asked for, else as before, else the cheapest.
 */
export async function requoteOrder(
  tx: Transaction,
  order: Order,
  lines: readonly OrderLine[],
  { address, shippingMethodId }: { address: PostalAddress; shippingMethodId: string | null },
): Promise<Quote> {
  const variants = await findVariantsOf(tx, lines)
  const goods = lines.map((line) => toQuotable(line, variants.get(line.variantId)))
  const zone = await readZone(tx, address)
  const promotions = await findPromotions(tx, await findPromotionIdsOf(tx, order.id))
  const quotes = quotesByMethod(goods, zone, promotions, { isAgreed: true })
  const byId = (id: string | null) => quotes.find((quote) => quote.shippingMethodId === id)
  const quote = shippingMethodId === null ? (byId(order.shippingMethodId) ?? quotes[0]) : byId(shippingMethodId)
  if (!quote) throw refusal('SHIPPING_METHOD_UNAVAILABLE', ['input', 'shippingMethodId'])
  return quote
}

/** What the catalogue knows of the variants of some lines. */
export async function findVariantsOf(
  tx: Transaction,
  lines: readonly { variantId: string }[],
): Promise<Map<string, CatalogueVariant>> {
  const variants = await findVariants(tx, [...new Set(lines.map(({ variantId }) => variantId))])
  return new Map(variants.map((variant) => [variant.id, variant]))
}

/** An order that was placed before the catalogue knew of a variant has it all the same. */
function toQuotable(
  { variantId, quantity, unitPrice }: OrderLine,
  variant: CatalogueVariant | undefined,
): QuotableLine {
  return {
    variantId,
    quantity,
    unitPrice,
    productId: variant?.productId ?? '',
    categoryIds: variant?.categoryIds ?? [],
    taxClass: variant?.taxClass ?? 'STANDARD',
    weightGrams: variant?.weightGrams ?? 0,
  }
}
