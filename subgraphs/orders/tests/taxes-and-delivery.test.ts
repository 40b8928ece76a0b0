import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toGlobalId } from '@shop/subgraph/global-id'
import { ADDRESS, startOrders, type OrdersFixture, type Person } from './orders-fixture.ts'
import { addToCart, placeOrder, type UserErrors } from './shopping.ts'

const SAVE_ZONE = `mutation ($input: SaveZoneInput!) { saveZone(input: $input) { zone { id name areas { countryCode region }
  taxRates { taxClass title rate } } userErrors { code field } } }`
const SAVE_METHOD = `mutation ($input: SaveShippingMethodInput!) { saveShippingMethod(input: $input) { shippingMethod { id title
  bands { from price { amount } } } userErrors { code field } } }`
const OPTIONS = `query ($destination: DestinationInput!) { cart { id total { amount } taxTotal { amount } shippingOptions(destination: $destination) {
  method { id title } price { amount } taxTotal { amount } pricesIncludeTax total { amount } } } }`
const RECEIPT = `query ($id: ID!) { order(id: $id) { shippingMethod pricesIncludeTax subtotal { amount } shippingTotal { amount } taxTotal { amount } total { amount }
  taxLines { title rate taxable { amount } amount { amount } } lines { taxTotal { amount } total { amount } } } }`

type Option = { method: { id: string; title: string }; price: { amount: string }; total: { amount: string } }
type Saved = { saveZone: { zone: { id: string } | null; userErrors: UserErrors } }
type SavedMethod = { saveShippingMethod: { shippingMethod: { id: string } | null; userErrors: UserErrors } }

let shop: OrdersFixture
let staff: Person
let germany = ''
let california = ''
beforeAll(async () => {
  shop = await startOrders()
  staff = await shop.person('STAFF')
  germany = await newZone({
    areas: [{ countryCode: 'DE' }],
    taxRates: [
      { title: 'VAT 19 %', rate: '19' },
      { title: 'VAT 7 %', rate: '7', taxClass: 'REDUCED' },
    ],
  })
  await newMethod(germany, { title: 'Standard', bands: [{ from: '0', price: euros('5.95') }] })
  await newMethod(germany, { title: 'Express', position: 1, bands: [{ from: '0', price: euros('11.90') }] })
  california = await newZone({
    areas: [{ countryCode: 'US', region: 'CA' }],
    pricesIncludeTax: false,
    taxRates: [{ title: 'Sales tax', rate: '8.875' }],
  })
  const bands = [{ from: '0', price: euros('15.00') }, { from: '1000' }]
  await newMethod(california, { basis: 'WEIGHT', title: 'Airmail', bands })
})
afterAll(() => shop?.stop())

const euros = (amount: string) => ({ amount, currencyCode: 'EUR' })

async function saveZone(input: object) {
  const zone = { name: 'Zone', pricesIncludeTax: true, areas: [{ countryCode: 'FR' }], taxRates: [], ...input }
  return (await shop.ask<Saved>(staff, SAVE_ZONE, { input: zone })).saveZone
}

async function newZone(input: object): Promise<string> {
  return (await saveZone(input)).zone?.id ?? ''
}

async function saveMethod(zoneId: string, input: object) {
  const method = { zoneId, title: 'Standard', basis: 'PRICE', bands: [{ from: '0', price: euros('1.00') }], ...input }
  return (await shop.ask<SavedMethod>(staff, SAVE_METHOD, { input: method })).saveShippingMethod
}

async function newMethod(zoneId: string, input: object): Promise<string> {
  return (await saveMethod(zoneId, input)).shippingMethod?.id ?? ''
}

async function optionsFor(viewer: Person, destination: object): Promise<Option[]> {
  const { cart } = await shop.ask<{ cart: { shippingOptions: Option[] } }>(viewer, OPTIONS, { destination })
  return cart.shippingOptions
}

async function fill(price = 2_000, quantity = 1) {
  const ada = await shop.person()
  const { cart } = await addToCart(shop, ada, await shop.addVariant(price), quantity)
  return { ada, cartId: cart.id }
}

const to = (countryCode: string, region?: string) => ({ ...ADDRESS, countryCode, ...(region ? { region } : {}) })

describe('what a cart costs', () => {
  test('depends on where it goes: other deliveries, other taxes, in the prices or on top', async () => {
    const { ada } = await fill()
    expect(await optionsFor(ada, { countryCode: 'DE' })).toMatchObject([
      {
        method: { title: 'Standard' },
        price: { amount: '5.95' },
        taxTotal: { amount: '4.14' },
        total: { amount: '25.95' },
      },
      { method: { title: 'Express' }, price: { amount: '11.90' }, total: { amount: '31.90' } },
    ])
    expect(await optionsFor(ada, { countryCode: 'US', region: 'ca' })).toMatchObject([
      {
        method: { title: 'Airmail' },
        pricesIncludeTax: false,
        taxTotal: { amount: '3.11' },
        total: { amount: '38.11' },
      },
    ])
    expect(await optionsFor(ada, { countryCode: 'JP' })).toMatchObject([{ price: { amount: '4.95' } }])
    expect(await shop.codes(ada, OPTIONS, { destination: { countryCode: 'XX' } })).toEqual(['BAD_USER_INPUT'])
  })

  test('follows a tax and a delivery that another process has changed', async () => {
    const { ada } = await fill()
    const cheapest = async () => (await optionsFor(ada, { countryCode: 'DE' }))[0]
    const before = await cheapest()
    await shop.query(`UPDATE shipping_bands SET price = price + 100 WHERE price = 595`)
    expect((await cheapest())?.price).not.toEqual(before?.price)
    await shop.query(`UPDATE shipping_bands SET price = price - 100 WHERE price = 695`)
    expect(await cheapest()).toEqual(before)
  })

  test('is empty where nothing so heavy is delivered', async () => {
    const { ada, cartId } = await fill(100, 4)
    expect(await optionsFor(ada, { countryCode: 'US', region: 'CA' })).toEqual([])
    const { userErrors } = await placeOrder(shop, ada, cartId, { shippingAddress: to('US', 'CA') })
    expect(userErrors).toMatchObject([{ code: 'SHIPPING_METHOD_UNAVAILABLE' }])
  })
})

describe('an order', () => {
  test('goes the way that was chosen, and its receipt adds up', async () => {
    const { ada, cartId } = await fill()
    const [, express] = await optionsFor(ada, { countryCode: 'DE' })
    const changes = { shippingAddress: to('DE'), shippingMethodId: express?.method.id, expectedTotal: euros('31.90') }
    const { order } = await placeOrder(shop, ada, cartId, changes)
    expect((await shop.ask<{ order: object }>(ada, RECEIPT, { id: order.id })).order).toEqual({
      shippingMethod: 'Express',
      pricesIncludeTax: true,
      subtotal: { amount: '20.00' },
      shippingTotal: { amount: '11.90' },
      taxTotal: { amount: '5.09' },
      total: { amount: '31.90' },
      taxLines: [{ title: 'VAT 19 %', rate: '19', taxable: { amount: '26.81' }, amount: { amount: '5.09' } }],
      lines: [{ taxTotal: { amount: '3.19' }, total: { amount: '20.00' } }],
    })
  })

  test('pays tax on top where prices have none, and keeps what was agreed on when rates change', async () => {
    const { ada, cartId } = await fill()
    const { order } = await placeOrder(shop, ada, cartId, { shippingAddress: to('US', 'CA') })
    const input = {
      id: california,
      name: 'California',
      areas: [{ countryCode: 'US', region: 'CA' }],
      pricesIncludeTax: false,
    }
    await saveZone({ ...input, taxRates: [{ title: 'Sales tax', rate: '50' }] })
    expect((await shop.ask<{ order: object }>(ada, RECEIPT, { id: order.id })).order).toMatchObject({
      pricesIncludeTax: false,
      taxTotal: { amount: '3.11' },
      total: { amount: '38.11' },
      lines: [{ taxTotal: { amount: '1.78' }, total: { amount: '21.78' } }],
    })
    await saveZone({ ...input, taxRates: [{ title: 'Sales tax', rate: '8.875' }] })
  })

  test('is refused when it costs something else there, or cannot go that way', async () => {
    const { ada, cartId } = await fill()
    const [standard] = await optionsFor(ada, { countryCode: 'DE' })
    const codesFor = async (changes: object) =>
      (await placeOrder(shop, ada, cartId, { ...changes })).userErrors.map(({ code }) => code)
    expect(await codesFor({ shippingAddress: to('DE'), expectedTotal: euros('24.95') })).toEqual(['TOTAL_CHANGED'])
    expect(await codesFor({ shippingAddress: to('NL'), shippingMethodId: standard?.method.id })).toEqual([
      'SHIPPING_METHOD_UNAVAILABLE',
    ])
  })
})

describe('zones', () => {
  test('are written by staff, whole, and removed with their deliveries', async () => {
    const id = await newZone({ areas: [{ countryCode: 'FR' }, { countryCode: 'FR', postalPrefix: '97' }] })
    const methodId = await newMethod(id, {
      bands: [
        { from: '50', price: euros('0') },
        { from: '0', price: euros('7.00') },
      ],
    })
    expect(await saveZone({ id, name: ' France ', taxRates: [{ title: 'VAT', rate: '20' }] })).toMatchObject({
      zone: { id, name: 'France', areas: [{ countryCode: 'FR' }], taxRates: [{ taxClass: 'STANDARD', rate: '20' }] },
    })
    const REMOVE = `mutation ($zone: DeleteZoneInput!, $method: DeleteShippingMethodInput!) {
      deleteShippingMethod(input: $method) { deletedId userErrors { code } } deleteZone(input: $zone) { deletedId userErrors { code } } }`
    const variables = { zone: { id }, method: { id: methodId } }
    expect(await shop.ask(staff, REMOVE, variables)).toMatchObject({
      deleteShippingMethod: { deletedId: methodId },
      deleteZone: { deletedId: id },
    })
    expect(await shop.ask(staff, REMOVE, variables)).toMatchObject({
      deleteShippingMethod: { userErrors: [{ code: 'NOT_FOUND' }] },
      deleteZone: { userErrors: [{ code: 'NOT_FOUND' }] },
    })
    expect(
      await shop.codes(await shop.person(), SAVE_ZONE, {
        input: { name: 'Mine', pricesIncludeTax: true, areas: [], taxRates: [] },
      }),
    ).toEqual(['FORBIDDEN'])
  })

  test.each([
    [{ name: ' ' }, 'BLANK'],
    [{ areas: [] }, 'OUT_OF_RANGE'],
    [{ areas: [{ countryCode: 'XX' }] }, 'INVALID_COUNTRY_CODE'],
    [{ areas: [{ region: 'CA' }] }, 'INVALID_COUNTRY_CODE'],
    [{ taxRates: [{ title: 'VAT', rate: '100.1' }] }, 'OUT_OF_RANGE'],
    [{ taxRates: [{ title: 'VAT', rate: '1', taxClass: 'small' }] }, 'OUT_OF_RANGE'],
    [{ id: toGlobalId('Zone', randomUUID()) }, 'NOT_FOUND'],
  ])('are not saved with %j', async (input, code) => {
    expect(await saveZone(input)).toMatchObject({ zone: null, userErrors: [{ code }] })
  })

  test.each([
    [{ bands: [] }, 'OUT_OF_RANGE'],
    [{ bands: [{ from: '0' }, { from: '0.00' }] }, 'OUT_OF_RANGE'],
    [{ bands: [{ from: '0.5' }], basis: 'WEIGHT' }, 'OUT_OF_RANGE'],
    [{ bands: [{ from: '0', price: { amount: '1', currencyCode: 'USD' } }] }, 'CURRENCY_MISMATCH'],
    [{ bands: [{ from: '0', price: { amount: '-1', currencyCode: 'EUR' } }] }, 'OUT_OF_RANGE'],
    [{ id: toGlobalId('ShippingMethod', randomUUID()) }, 'NOT_FOUND'],
    [{ zoneId: toGlobalId('Zone', randomUUID()) }, 'NOT_FOUND'],
  ])('take no delivery with %j', async (input, code) => {
    expect(await saveMethod(germany, input)).toMatchObject({ shippingMethod: null, userErrors: [{ code }] })
  })
})
