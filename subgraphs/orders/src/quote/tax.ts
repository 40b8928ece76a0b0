import { roundedPortion, shareOut, sum } from './rounding.ts'

/** A tax of a zone on goods of a class. `ratePpm` is in parts per million: 21 % is 210,000. */
export type TaxRate = { title: string; taxClass: string; ratePpm: number }

/** A tax on an amount: on what, and how much. */
export type Tax = { title: string; ratePpm: number; taxable: number; amount: number }

/** The class of goods and deliveries that have no other. */
export const STANDARD_TAX_CLASS = 'STANDARD'

const ONE = 1_000_000
const TAX_CLASS = /^[A-Z][A-Z0-9_]{0,39}$/
const PERCENT = /^(\d{1,3})(?:\.(\d{1,4}))?$/

export function isTaxClass(text: string): boolean {
  return TAX_CLASS.test(text)
}

/** Parts per million of a rate in percent, such as `8.875`; null when it is not from 0 to 100 or has more than four decimals. */
export function toPpm(percent: string): number | null {
  const [, whole, fraction = ''] = PERCENT.exec(percent) ?? []
  if (whole === undefined) return null
  const ppm = Number(whole) * 10_000 + Number(fraction.padEnd(4, '0'))
  return ppm <= ONE ? ppm : null
}

/** The rate in percent, without zeros that say nothing. */
export function toPercent(ratePpm: number): string {
  return String(ratePpm / 10_000)
}

/**
 * The taxes on an amount, one per rate. Rates of one class stand beside each other (a state's and a town's): none is taken
 * of another's tax. `included`: the amount has them in it already. Their sum is rounded once, half a unit up, and shared
 * out over the rates.
 */
export function taxesOn(amount: number, rates: readonly TaxRate[], included: boolean): Tax[] {
  const rate = sum(rates.map(({ ratePpm }) => ratePpm))
  const total = roundedPortion(amount, rate, included ? ONE + rate : ONE)
  const taxable = included ? amount - total : amount
  const shares = shareOut(
    total,
    rates.map(({ ratePpm }) => ratePpm),
  )
  return rates.map(({ title, ratePpm }, index) => ({ title, ratePpm, taxable, amount: shares[index] ?? 0 }))
}

/** The same taxes of several amounts as one line each, as a receipt shows them. */
export function gatherTaxes(taxes: readonly Tax[]): Tax[] {
  const lines = new Map<string, Tax>()
  for (const { title, ratePpm, taxable, amount } of taxes) {
    const key = `${ratePpm} ${title}`
    const line = lines.get(key) ?? { title, ratePpm, taxable: 0, amount: 0 }
    lines.set(key, { ...line, taxable: line.taxable + taxable, amount: line.amount + amount })
  }
  return [...lines.values()]
}
