import { expect, test } from 'vitest'
import { shippingPrice } from './shipping-method.ts'
import { zoneOf, type Zone, type ZoneArea } from './zone.ts'

const area = (changes: Partial<ZoneArea> = {}): ZoneArea => ({
  countryCode: null,
  region: null,
  postalPrefix: null,
  ...changes,
})
const zone = (name: string, ...areas: ZoneArea[]): Zone => ({
  id: name,
  name,
  pricesIncludeTax: true,
  areas,
  taxRates: [],
  shippingMethods: [],
  createdAt: new Date(0),
})

const zones = [
  zone('everywhere', area()),
  zone('benelux', area({ countryCode: 'NL' }), area({ countryCode: 'BE' })),
  zone(
    'islands',
    area({ countryCode: 'NL', postalPrefix: '17 97' }),
    area({ countryCode: 'ES', region: 'Islas Canarias' }),
  ),
  zone('spain', area({ countryCode: 'ES' })),
]
const find = (countryCode: string, postalCode: string | null = null, region: string | null = null) =>
  zoneOf(zones, { countryCode, postalCode, region })?.name

test('a destination is in the zone whose area says most about it', () => {
  expect(find('JP')).toBe('everywhere')
  expect(find('NL')).toBe('benelux')
  expect(find('NL', '1015 CJ')).toBe('benelux')
  expect(find('NL', '1797-AA')).toBe('islands')
  expect(find('ES', '38001', 'islas canarias')).toBe('islands')
  expect(find('ES', '28001', 'Madrid')).toBe('spain')
})

test('of two zones that say as much the older one counts, and there may be none', () => {
  const older = { ...zone('b', area({ countryCode: 'NL' })), createdAt: new Date(0) }
  const younger = { ...zone('a', area({ countryCode: 'NL' })), createdAt: new Date(1) }
  const destination = { countryCode: 'NL', postalCode: null, region: null }
  expect(zoneOf([younger, older], destination)?.name).toBe('b')
  expect(zoneOf([older], { ...destination, countryCode: 'DE' })).toBeNull()
})

test('a delivery costs what the highest bound says that is reached, by value, weight or units', () => {
  const load = { goods: 4_999, weightGrams: 2_000, quantity: 3 }
  const bands = [
    { from: 5_000, price: 0 },
    { from: 0, price: 495 },
  ]
  expect(shippingPrice({ basis: 'PRICE', bands }, load)).toBe(495)
  expect(shippingPrice({ basis: 'PRICE', bands }, { ...load, goods: 5_000 })).toBe(0)
  const heavy = [
    { from: 0, price: 300 },
    { from: 2_000, price: 900 },
    { from: 30_000, price: null },
  ]
  expect(shippingPrice({ basis: 'WEIGHT', bands: heavy }, load)).toBe(900)
  expect(shippingPrice({ basis: 'WEIGHT', bands: heavy }, { ...load, weightGrams: 30_000 })).toBeNull()
  expect(shippingPrice({ basis: 'QUANTITY', bands: [{ from: 4, price: 100 }] }, load)).toBeNull()
})
