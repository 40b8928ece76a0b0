import { currencyDigits } from './currency.ts'

/** Money as the API shows it: a decimal in text and an ISO 4217 code. */
export type Money = { amount: string; currencyCode: string }

/** The decimal text of an amount in minor units: `1999, 'EUR'` is `'19.99'`, `1999, 'JPY'` is `'1999'`. */
export function toDecimal(minorUnits: number | bigint, currencyCode: string): string {
  if (typeof minorUnits === 'number' && !Number.isSafeInteger(minorUnits)) {
    throw new RangeError('an amount in minor units must be a safe integer')
  }
  const digits = currencyDigits(currencyCode)
  const sign = minorUnits < 0 ? '-' : ''
  const text = String(minorUnits)
    .replace('-', '')
    .padStart(digits + 1, '0')
  if (digits === 0) return sign + text
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** The API's Money of an amount in minor units. */
export function toMoney(minorUnits: number | bigint, currencyCode: string): Money {
  return { amount: toDecimal(minorUnits, currencyCode), currencyCode }
}

/**
 * The minor units of a decimal text: `'19.9', 'EUR'` is 1990. No rounding: null when the text has more digits than the
 * currency, is no decimal, or leaves the range in which numbers are exact.
 */
export function toMinorUnits(decimal: string, currencyCode: string): number | null {
  const match = /^(-?)(\d{1,16})(?:\.(\d+))?$/.exec(decimal)
  if (!match) return null
  const [, sign = '', whole = '', fraction = ''] = match
  const digits = currencyDigits(currencyCode)
  if (fraction.slice(digits).replaceAll('0', '') !== '') return null
  const minorUnits = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'))
  if (!Number.isSafeInteger(minorUnits)) return null
  return sign && minorUnits !== 0 ? -minorUnits : minorUnits
}
