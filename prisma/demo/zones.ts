import { demoId } from './random.ts'

export type DemoTaxRate = { taxClass: 'STANDARD' | 'REDUCED'; title: string; ratePpm: number }
export type DemoShippingMethod = {
  id: string
  title: string
  basis: 'PRICE' | 'WEIGHT'
  /** From a value (cents or grams) on, at this price in cents; null: not offered from there on. */
  bands: readonly (readonly [from: number, price: number | null])[]
}

/** A part of the world with taxes and ways of delivery of its own. */
export type DemoZone = {
  id: string
  name: string
  pricesIncludeTax: boolean
  areas: readonly { countryCode: string; region?: string; postalPrefix?: string }[]
  taxRates: readonly DemoTaxRate[]
  shippingMethods: DemoShippingMethod[]
}

// Standard and reduced rates of VAT in percent, as they were in 2026.
const vat: Readonly<Record<string, readonly [country: string, standard: number, reduced: number]>> = {
  NL: ['Netherlands', 21, 9],
  BE: ['Belgium', 21, 6],
  DE: ['Germany', 19, 7],
  AT: ['Austria', 20, 10],
  FR: ['France', 20, 5.5],
  ES: ['Spain', 21, 10],
  IT: ['Italy', 22, 10],
  IE: ['Ireland', 23, 9],
  SE: ['Sweden', 25, 12],
  DK: ['Denmark', 25, 25],
  PL: ['Poland', 23, 8],
  PT: ['Portugal', 23, 6],
}

const standard = {
  title: 'Standard',
  basis: 'PRICE',
  bands: [
    [0, 495],
    [5_000, 0],
  ],
} as const
const express = { title: 'Express', basis: 'PRICE', bands: [[0, 1_295]] } as const
const byWeight = {
  title: 'Airmail',
  basis: 'WEIGHT',
  bands: [
    [0, 1_495],
    [2_000, 2_995],
    [10_000, 5_995],
    [30_000, null],
  ],
} as const

let methods = 0
const method = (kind: typeof standard | typeof express | typeof byWeight): DemoShippingMethod => ({
  ...kind,
  id: demoId('shipping-method', methods++),
})

const european = Object.entries(vat).map(([countryCode, [name, full, reduced]], index): DemoZone => ({
  id: demoId('zone', index),
  name,
  pricesIncludeTax: true,
  areas: [{ countryCode }],
  taxRates: [
    { taxClass: 'STANDARD', title: `VAT ${full} %`, ratePpm: full * 10_000 },
    { taxClass: 'REDUCED', title: `VAT ${reduced} %`, ratePpm: reduced * 10_000 },
  ],
  shippingMethods: [method(standard), method(express)],
}))

const american = [
  ['California', 'CA', [['State sales tax 7.25 %', 72_500]]],
  [
    'New York',
    'NY',
    [
      ['State sales tax 4 %', 40_000],
      ['City sales tax 4.5 %', 45_000],
    ],
  ],
] as const

/** Where the demo shop delivers besides the zone "Everywhere", which every shop begins with. */
export const demoZones: readonly DemoZone[] = [
  ...european,
  ...american.map(([name, region, rates], index): DemoZone => ({
    id: demoId('zone', european.length + index),
    name,
    pricesIncludeTax: false,
    areas: [{ countryCode: 'US', region }],
    taxRates: rates.map(([title, ratePpm]) => ({ taxClass: 'STANDARD', title, ratePpm })),
    shippingMethods: [method(byWeight)],
  })),
]

/** The tax of a class that is in the prices of a country; null where there is none. */
export function taxInPricesOf(countryCode: string, taxClass: DemoTaxRate['taxClass']): DemoTaxRate | null {
  const zone = demoZones.find(
    ({ areas, pricesIncludeTax }) => pricesIncludeTax && areas[0]?.countryCode === countryCode,
  )
  return zone?.taxRates.find((rate) => rate.taxClass === taxClass) ?? null
}

/** How much of an amount in cents is the tax, half a cent up. */
export function taxIn(amount: number, { ratePpm }: DemoTaxRate): number {
  const whole = 1_000_000 + ratePpm
  return Math.floor((2 * amount * ratePpm + whole) / (2 * whole))
}
