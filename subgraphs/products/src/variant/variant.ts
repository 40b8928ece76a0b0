import { SHOP_CURRENCY } from '@shop/schema/shop-currency'
import { checkText } from '@shop/subgraph/input'
import { toMinorUnits } from '@shop/subgraph/money'
import type { Money } from '@shop/subgraph/money'
import { Refusal, userError } from '@shop/subgraph/user-errors'
import type { UserError } from '@shop/subgraph/user-errors'

/** The most variants of a product, and options of a variant. */
export const MAXIMUM_VARIANTS = 100
const MAXIMUM_OPTIONS = 5
const MAXIMUM_WEIGHT_GRAMS = 1_000_000

/** In minor units. Times the largest quantity of an order line it stays an exact number. */
const MAXIMUM_PRICE = 10_000_000_000

/** One option of a variant, such as colour: blue. */
export type Option = { name: string; value: string }

/** What tells a variant from its siblings: "Blue / 28 cm". One without options is the only one of its kind. */
export function titleOf(options: readonly Option[]): string {
  return options.map((option) => option.value).join(' / ') || 'Standard'
}

/** The price in minor units. Throws a Refusal: CURRENCY_MISMATCH, INVALID_AMOUNT. */
export function readPrice(price: Money): bigint {
  if (price.currencyCode !== SHOP_CURRENCY) {
    const message = `Prices are in ${SHOP_CURRENCY}.`
    throw new Refusal(userError('CURRENCY_MISMATCH', message, ['input', 'price', 'currencyCode']))
  }
  const amount = toMinorUnits(price.amount, SHOP_CURRENCY)
  if (amount === null || amount <= 0 || amount > MAXIMUM_PRICE) {
    const message = 'A price is greater than 0, not astronomic, and has no more decimals than its currency.'
    throw new Refusal(userError('INVALID_AMOUNT', message, ['input', 'price', 'amount']))
  }
  return BigInt(amount)
}

/** What is wrong with a new variant's own fields. */
export function checkVariant(input: { sku: string; options: readonly Option[]; weightGrams: number }): UserError[] {
  const { sku, options, weightGrams } = input
  const checks = [
    checkText(sku, ['input', 'sku'], { max: 64 }),
    options.length > MAXIMUM_OPTIONS
      ? userError('TOO_MANY', `At most ${MAXIMUM_OPTIONS} options.`, ['input', 'options'])
      : null,
    ...options
      .slice(0, MAXIMUM_OPTIONS)
      .flatMap(({ name, value }, at) => [
        checkText(name, ['input', 'options', String(at), 'name'], { max: 50 }),
        checkText(value, ['input', 'options', String(at), 'value'], { max: 50 }),
      ]),
    weightGrams < 0 || weightGrams > MAXIMUM_WEIGHT_GRAMS
      ? userError('OUT_OF_RANGE', `The weight is 0 to ${MAXIMUM_WEIGHT_GRAMS} grams.`, ['input', 'weightGrams'])
      : null,
  ]
  return checks.filter((error) => error !== null)
}
