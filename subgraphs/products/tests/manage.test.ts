import { toGlobalId } from '@shop/subgraph/global-id'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CUSTOMER, STAFF, startProducts } from './products-fixture.ts'
import type { ProductsFixture } from './products-fixture.ts'

let shop: ProductsFixture
let leaf: string
let middle: string

beforeAll(async () => {
  shop = await startProducts()
  const top = await shop.addCategory('Top')
  middle = await shop.addCategory('Middle', [top])
  leaf = await shop.addCategory('Leaf', [top, middle])
})
afterAll(() => shop.stop())

const MUTATIONS = {
  createProduct: [
    'CreateProductInput',
    'product { id slug title variants { id } priceRange { min { amount } } picture { url } }',
  ],
  updateProduct: ['UpdateProductInput', 'product { id title taxClass category { title } variants { id } }'],
  createProductVariant: ['CreateProductVariantInput', 'productVariant { id title listed price { amount } }'],
  changeProductVariantPrice: [
    'ChangeProductVariantPriceInput',
    'productVariant { price { amount currencyCode } product { priceRange { min { amount } max { amount } } } }',
  ],
  listProductVariant: [
    'ListProductVariantInput',
    'productVariant { listed product { priceRange { min { amount } } } }',
  ],
  delistProductVariant: [
    'DelistProductVariantInput',
    'productVariant { listed product { priceRange { min { amount } } } }',
  ],
} as const

type Field = keyof typeof MUTATIONS

async function run(field: Field, input: Record<string, unknown>, asker = STAFF) {
  const [type, selection] = MUTATIONS[field]
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { ${selection} userErrors { field message code } } }`
  return shop.execute(query, { input }, asker)
}

async function settle(field: Field, input: Record<string, unknown>) {
  const { data, errors } = await run(field, input)
  expect(errors).toBeUndefined()
  return data[field]
}

const codesOf = (payload: { userErrors: { code: string }[] }) => payload.userErrors.map((error) => error.code)
const euros = (amount: string) => ({ amount, currencyCode: 'EUR' })
const uuidOf = (globalId: string) => Buffer.from(globalId, 'base64url').toString().split(':')[1] ?? ''
const newProduct = (change: Record<string, unknown> = {}) => ({
  title: 'Crème Brûlée Torch',
  description: 'Burns sugar.',
  categoryId: toGlobalId('Category', leaf),
  ...change,
})
const newVariant = (productId: string, change: Record<string, unknown> = {}) => ({
  productId,
  sku: randomUUID(),
  options: [
    { name: 'Colour', value: 'Blue' },
    { name: 'Size', value: '28 cm' },
  ],
  price: euros('19.90'),
  weightGrams: 500,
  ...change,
})

it('takes a product from its creation onto sale, off it and to another price, and tells every step', async () => {
  const { product } = await settle('createProduct', newProduct())
  expect(product).toMatchObject({ slug: 'creme-brulee-torch', variants: [], priceRange: null })
  expect(product.picture.url).toBe('/images/parcel/a8a196/creme-brulee-torch.svg')

  const { productVariant } = await settle('createProductVariant', newVariant(product.id, { sku: 'TORCH-1' }))
  expect(productVariant).toMatchObject({ title: 'Blue / 28 cm', listed: false, price: { amount: '19.90' } })
  const { id } = productVariant
  const visible = async () =>
    (await shop.execute(`{ product(slug: "creme-brulee-torch") { id } }`)).data.product !== null
  expect(await visible()).toBe(false)

  const listed = await settle('listProductVariant', { id })
  expect(listed.productVariant).toEqual({ listed: true, product: { priceRange: { min: { amount: '19.90' } } } })
  expect(await visible()).toBe(true)

  const cheaper = await settle('changeProductVariantPrice', { id, price: euros('17.5') })
  const price = { amount: '17.50', currencyCode: 'EUR' }
  const bound = { amount: '17.50' }
  expect(cheaper.productVariant).toEqual({ price, product: { priceRange: { min: bound, max: bound } } })

  // As it is already: no version, no event.
  await settle('changeProductVariantPrice', { id, price: euros('17.50') })
  await settle('listProductVariant', { id })

  const delisted = await settle('delistProductVariant', { id })
  expect(delisted.productVariant).toEqual({ listed: false, product: { priceRange: null } })
  expect(await visible()).toBe(false)
  // Carts and orders hold its id.
  expect(
    (await shop.execute(`query ($id: ID!) { productVariant(id: $id) { listed product { title } } }`, { id })).data,
  ).toEqual({
    productVariant: { listed: false, product: { title: 'Crème Brûlée Torch' } },
  })

  const variantId = uuidOf(id)
  await shop.expectTold('VariantChanged', variantId, 4)
  const states = shop.told.filter((event) => event.subject === variantId).map((event) => event.data)
  const state = {
    variantId,
    productId: uuidOf(product.id),
    sku: 'TORCH-1',
    title: 'Crème Brûlée Torch',
    variantTitle: 'Blue / 28 cm',
    weightGrams: 500,
    categoryIds: expect.arrayContaining([leaf]),
    taxClass: 'STANDARD',
  }
  const cents = (amount: number) => ({ amount, currencyCode: 'EUR' })
  expect(states).toEqual([
    { ...state, version: 1, price: cents(1_990), listed: false },
    { ...state, version: 2, price: cents(1_990), listed: true },
    { ...state, version: 3, price: cents(1_750), listed: true },
    { ...state, version: 4, price: cents(1_750), listed: false },
  ])
})

it('is taxed as what it is: a class of taxes is told of every variant, and checked', async () => {
  const { product } = await settle('createProduct', newProduct({ title: 'A Book', taxClass: 'REDUCED' }))
  const { productVariant } = await settle('createProductVariant', newVariant(product.id))
  const variantId = uuidOf(productVariant.id)
  expect(await shop.expectTold('VariantChanged', variantId)).toMatchObject({ data: { taxClass: 'REDUCED' } })
  const updated = await settle('updateProduct', { id: product.id, taxClass: 'ZERO' })
  expect(updated.product.taxClass).toBe('ZERO')
  expect(await shop.expectTold('VariantChanged', variantId, 2)).toMatchObject({
    data: { version: 2, taxClass: 'ZERO' },
  })
  for (const taxClass of ['', 'reduced', 'A B', 'X'.repeat(41)]) {
    expect(codesOf(await settle('updateProduct', { id: product.id, taxClass }))).toEqual(['OUT_OF_RANGE'])
    expect(codesOf(await settle('createProduct', newProduct({ taxClass })))).toEqual(['OUT_OF_RANGE'])
  }
})

it('tells the state of every variant when the title changes, and of none when only other words do', async () => {
  const productId = await shop.addProduct({ categoryId: leaf, prices: [1_000, 2_000], delistedPrices: [3_000] })
  const id = toGlobalId('Product', productId)
  const told = () => shop.told.filter((event) => (event.data as { productId?: string }).productId === productId)
  await settle('updateProduct', { id, description: 'Other words.', title: null })
  const { product } = await settle('updateProduct', { id, title: ' New title ' })
  expect(product).toMatchObject({ title: 'New title', category: { title: 'Leaf' } })
  for (const variant of product.variants) await shop.expectTold('VariantChanged', uuidOf(variant.id))
  expect(told().map(({ data }) => data)).toEqual(
    Array.from({ length: 3 }, () => expect.objectContaining({ version: 2, title: 'New title' })),
  )
})

it('keeps versions and prices right when many change the same product at once', async () => {
  // Prices that no change below sets: setting the price that is there is no change.
  const productId = await shop.addProduct({ categoryId: leaf, prices: [50_000, 60_000] })
  const [one = '', other = ''] = await shop.variantIds(productId)
  const changes = Array.from({ length: 20 }, (_, turn) =>
    settle('changeProductVariantPrice', { id: turn % 2 ? one : other, price: euros(`${turn + 1}.00`) }),
  )
  await Promise.all(changes)
  const last = await shop.expectTold('VariantChanged', uuidOf(one), 10)
  const versions = shop.told
    .filter((event) => event.subject === last.subject)
    .map(({ data }) => (data as { version: number }).version)
  expect(versions).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  const sql = `SELECT lowest_price = min(price) AND highest_price = max(price) AS agree FROM products JOIN product_variants ON product_id = products.id
    WHERE products.id = $1 GROUP BY products.id`
  expect((await shop.pool.query(sql, [productId])).rows).toEqual([{ agree: true }])
})

it.each([
  ['another currency', { amount: '5.00', currencyCode: 'USD' }, 'CURRENCY_MISMATCH'],
  ['a negative price', euros('-5.00'), 'INVALID_AMOUNT'],
  ['no price', euros('0'), 'INVALID_AMOUNT'],
  ['a part of a cent', euros('1.999'), 'INVALID_AMOUNT'],
  ['more than anything costs', euros('999999999999'), 'INVALID_AMOUNT'],
])('refuses %s, and changes and tells nothing', async (_what, price, code) => {
  const productId = await shop.addProduct({ categoryId: leaf })
  const [id = ''] = await shop.variantIds(productId)
  const payload = await settle('changeProductVariantPrice', { id, price })
  expect([payload.productVariant, codesOf(payload)]).toEqual([null, [code]])
  expect(
    codesOf(await settle('createProductVariant', newVariant(toGlobalId('Product', productId), { price }))),
  ).toEqual([code])
  const { rows } = await shop.pool.query(
    `SELECT price::int, version, (SELECT count(*)::int FROM outbox_events WHERE subject = product_variants.id::text) AS told
       FROM product_variants WHERE product_id = $1`,
    [productId],
  )
  expect(rows).toEqual([{ price: 1_000, version: 1, told: 0 }])
})

it('says what is wrong with a new product or a change of one', async () => {
  await settle('createProduct', newProduct({ slug: 'taken' }))
  for (const [change, codes] of [
    [{ slug: 'taken' }, ['SLUG_TAKEN']],
    [{ slug: 'Not A Slug' }, ['INVALID_SLUG']],
    [{ title: '北京' }, ['INVALID_SLUG']],
    [{ title: '  ' }, ['BLANK']],
    [{ title: 'x'.repeat(201), description: 'x'.repeat(5_001) }, ['TOO_LONG', 'TOO_LONG']],
    [{ categoryId: toGlobalId('Category', middle) }, ['NOT_FOUND']],
    [{ categoryId: toGlobalId('Category', randomUUID()) }, ['NOT_FOUND']],
  ] as const) {
    expect(codesOf(await settle('createProduct', newProduct(change)))).toEqual(codes)
  }
  const id = toGlobalId('Product', await shop.addProduct({ categoryId: leaf }))
  expect(codesOf(await settle('updateProduct', { id, title: '' }))).toEqual(['BLANK'])
  expect(codesOf(await settle('updateProduct', { id, categoryId: toGlobalId('Category', middle) }))).toEqual([
    'NOT_FOUND',
  ])
  expect(codesOf(await settle('updateProduct', { id: toGlobalId('Product', randomUUID()), title: 'A' }))).toEqual([
    'NOT_FOUND',
  ])
})

it('numbers the slugs of products with the same title', async () => {
  const create = async () => (await settle('createProduct', newProduct({ title: 'Same mug' }))).product.slug
  const slugs = await Promise.all([create(), create(), create()])
  expect(new Set([...slugs, await create()])).toEqual(new Set(['same-mug', 'same-mug-2', 'same-mug-3', 'same-mug-4']))
})

it('says what is wrong with a new variant', async () => {
  const productId = toGlobalId('Product', await shop.addProduct({ categoryId: leaf }))
  const option = { name: 'Size', value: 'L' }
  await settle('createProductVariant', newVariant(productId, { sku: 'TAKEN' }))
  for (const [change, codes] of [
    [{ sku: 'TAKEN' }, ['SKU_TAKEN']],
    [{ sku: '' }, ['BLANK']],
    [{ sku: 'x'.repeat(65) }, ['TOO_LONG']],
    [{ options: Array.from({ length: 6 }, () => option) }, ['TOO_MANY']],
    [{ options: [{ name: '', value: 'x'.repeat(51) }] }, ['BLANK', 'TOO_LONG']],
    [{ weightGrams: -1 }, ['OUT_OF_RANGE']],
    [{ weightGrams: 1_000_001 }, ['OUT_OF_RANGE']],
    [{ productId: toGlobalId('Product', randomUUID()) }, ['NOT_FOUND']],
  ] as const) {
    expect(codesOf(await settle('createProductVariant', newVariant(productId, change)))).toEqual(codes)
  }
  const { productVariant } = await settle('createProductVariant', newVariant(productId, { options: [] }))
  expect(productVariant.title).toBe('Standard')
})

it('gives a product at most a hundred variants', async () => {
  const prices = Array.from({ length: 100 }, () => 100)
  const productId = toGlobalId('Product', await shop.addProduct({ categoryId: leaf, prices }))
  expect(codesOf(await settle('createProductVariant', newVariant(productId)))).toEqual(['TOO_MANY'])
})

it('lets only staff change the catalogue, and refuses ids of something else', async () => {
  const id = toGlobalId('Review', randomUUID())
  const inputs: Record<Field, Record<string, unknown>> = {
    createProduct: newProduct({ categoryId: id }),
    updateProduct: { id },
    createProductVariant: newVariant(id),
    changeProductVariantPrice: { id, price: euros('1') },
    listProductVariant: { id },
    delistProductVariant: { id },
  }
  for (const [field, input] of Object.entries(inputs) as [Field, Record<string, unknown>][]) {
    const codes = []
    for (const asker of [null, CUSTOMER, STAFF]) codes.push((await run(field, input, asker)).errors[0].extensions.code)
    expect(codes).toEqual(['UNAUTHENTICATED', 'FORBIDDEN', 'INVALID_GLOBAL_ID'])
  }
  const unknown = { id: toGlobalId('ProductVariant', randomUUID()) }
  expect(codesOf(await settle('listProductVariant', unknown))).toEqual(['NOT_FOUND'])
})
