import { SHOP_CURRENCY } from '@shop/schema/shop-currency'
import { toMinorUnits } from '@shop/subgraph/money'
import { refusal } from './errors.ts'

/** An amount as the API takes it. */
export type GivenMoney = { amount: string; currencyCode: string }

/** The amount in minor units of the shop's currency. Throws a Refusal when it is in another, negative or not exact. */
export function shopMinorUnits({ amount, currencyCode }: GivenMoney, field: readonly string[]): number {
  if (currencyCode !== SHOP_CURRENCY) throw refusal('CURRENCY_MISMATCH', [...field, 'currencyCode'])
  const minorUnits = toMinorUnits(amount, currencyCode)
  if (minorUnits === null || minorUnits < 0) throw refusal('OUT_OF_RANGE', [...field, 'amount'])
  return minorUnits
}
