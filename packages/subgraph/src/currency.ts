const CODES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

/**
 * Digits after the point where they are not two, from ISO 4217 table A.1. Written out because `Intl` answers from CLDR,
 * which differs for some currencies and changes between releases: stored minor units must never change their meaning.
 */
const DIGITS: ReadonlyMap<string, number> = new Map([
  ...[
    'BIF',
    'CLP',
    'DJF',
    'GNF',
    'ISK',
    'JPY',
    'KMF',
    'KRW',
    'PYG',
    'RWF',
    'UGX',
    'VND',
    'VUV',
    'XAF',
    'XOF',
    'XPF',
  ].map((code) => [code, 0] as const),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((code) => [code, 3] as const),
])

/** True for an ISO 4217 code, in capitals. */
export function isCurrencyCode(code: string): boolean {
  return CODES.has(code)
}

/** How many digits the currency has after the point. Throws a RangeError for an unknown code. */
export function currencyDigits(code: string): number {
  if (!isCurrencyCode(code)) throw new RangeError(`${code} is no ISO 4217 currency code`)
  return DIGITS.get(code) ?? 2
}
