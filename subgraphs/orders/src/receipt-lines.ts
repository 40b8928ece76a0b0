import { toMoney } from '@shop/subgraph/money'
import type { DiscountLine } from './quote/quote.ts'
import { toPercent, type Tax } from './quote/tax.ts'

/** A tax as the API shows it. */
export function toTaxLine({ title, ratePpm, taxable, amount }: Tax, currencyCode: string) {
  return {
    title,
    rate: toPercent(ratePpm),
    taxable: toMoney(taxable, currencyCode),
    amount: toMoney(amount, currencyCode),
  }
}

/** What a promotion takes off, as the API shows it. */
export function toDiscountLine({ title, code, amount }: DiscountLine, currencyCode: string) {
  return { title, code, amount: toMoney(amount, currencyCode) }
}
