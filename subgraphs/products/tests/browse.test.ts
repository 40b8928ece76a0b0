import { toGlobalId } from '@shop/subgraph/global-id'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CUSTOMER, STAFF, startProducts } from './products-fixture.ts'
import type { ProductsFixture } from './products-fixture.ts'

let shop: ProductsFixture
let top: string
let middle: string
let leaf: string
let otherLeaf: string

beforeAll(async () => {
  shop = await startProducts()
  top = await shop.addCategory('Home & Kitchen')
  middle = await shop.addCategory('Cookware', [top])
  leaf = await shop.addCategory('Saucepans', [top, middle])
  otherLeaf = await shop.addCategory('Frying pans', [top, middle], 1)
  // Ties in every order: prices, ratings and times repeat.
  for (let place = 0; place < 9; place += 1) {
    await shop.addProduct({
      title: `Pan ${'CBA'.charAt(place % 3)}`,
      slug: `pan-${place}`,
      categoryId: place < 6 ? leaf : otherLeaf,
      createdAt: `2026-01-0${1 + (place % 2)}T00:00:00.123Z`,
      prices: [1_000 + (place % 3) * 100, 2_000],
      ratings: place % 2 === 0 ? [5, 4] : [3],
    })
  }
  await shop.addProduct({ slug: 'hidden', title: 'Hidden pan', categoryId: leaf, prices: [], delistedPrices: [500] })
})
afterAll(() => shop.stop())

const LIST = `query ($first: Int, $after: String, $last: Int, $before: String, $sort: ProductSort, $categoryId: ID, $includeDelisted: Boolean) {
  products(first: $first, after: $after, last: $last, before: $before, sort: $sort, categoryId: $categoryId, includeDelisted: $includeDelisted) {
    nodes { slug title createdAt priceRange { min { amount } } rating { average count } }
    edges { cursor node { slug } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  }
}`

type Node = {
  slug: string
  title: string
  createdAt: string
  priceRange: { min: { amount: string } }
  rating: { average: number }
}

const list = async (variables: Record<string, unknown>, asker = CUSTOMER) => {
  const { data, errors } = await shop.execute(LIST, variables, asker)
  expect(errors).toBeUndefined()
  return data.products
}

const inOrder: Record<string, (one: Node, next: Node) => boolean> = {
  NEWEST: (one, next) => one.createdAt >= next.createdAt,
  TITLE: (one, next) => one.title <= next.title,
  PRICE_ASC: (one, next) => Number(one.priceRange.min.amount) <= Number(next.priceRange.min.amount),
  PRICE_DESC: (one, next) => Number(one.priceRange.min.amount) >= Number(next.priceRange.min.amount),
  RATING: (one, next) => one.rating.average >= next.rating.average,
}

it.each(Object.keys(inOrder))(
  'pages through %s forwards and backwards without losing one of equal rank',
  async (sort) => {
    const whole = (await list({ sort, first: 100 })).nodes as Node[]
    expect(whole).toHaveLength(9)
    for (const [at, node] of whole.slice(1).entries()) expect(inOrder[sort]?.(whole[at] as Node, node)).toBe(true)

    const forwards: Node[] = []
    let page = await list({ sort, first: 2 })
    for (;;) {
      forwards.push(...page.nodes)
      if (!page.pageInfo.hasNextPage) break
      page = await list({ sort, first: 2, after: page.pageInfo.endCursor })
    }
    expect(forwards).toEqual(whole)

    const backwards: Node[] = []
    page = await list({ sort, last: 2 })
    for (;;) {
      backwards.unshift(...page.nodes)
      if (!page.pageInfo.hasPreviousPage) break
      page = await list({ sort, last: 2, before: page.pageInfo.startCursor })
    }
    expect(backwards).toEqual(whole)
  },
)

it('includes the categories below, and counts the whole list', async () => {
  const of = async (id: string) => (await list({ categoryId: toGlobalId('Category', id), first: 2 })).totalCount
  expect([await of(top), await of(middle), await of(leaf), await of(otherLeaf)]).toEqual([9, 9, 6, 3])
})

it('refuses a cursor of another order, a page that is too large, and an id of something else', async () => {
  const cursor = (await list({ sort: 'TITLE', first: 1 })).pageInfo.endCursor
  const codes = []
  for (const variables of [
    { sort: 'NEWEST', after: cursor },
    { after: 'nonsense' },
    { first: 101 },
    { first: 1, last: 1 },
    { categoryId: toGlobalId('Product', leaf) },
    { categoryId: 'x' },
  ]) {
    codes.push((await shop.execute(LIST, variables)).errors[0].extensions.code)
  }
  expect(codes).toEqual([...Array(4).fill('BAD_USER_INPUT'), 'INVALID_GLOBAL_ID', 'INVALID_GLOBAL_ID'])
})

it.each([
  ['NEWEST', 0, '+200000-01-01T00:00:00.000Z'],
  ['NEWEST', 1, 'infinity'],
  ['TITLE', 0, 'a\u0000b'],
  ['PRICE_ASC', 0, '9223372036854775808'],
  ['RATING', 1, 1.5],
])('refuses a cursor of %s that was forged in value %i: %s', async (sort, at, value) => {
  const cursor = (await list({ sort, first: 1 })).pageInfo.endCursor
  const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  const forged = Buffer.from(JSON.stringify(parts.with(at + 1, value))).toString('base64url')
  const { errors } = await shop.execute(LIST, { sort, after: forged })
  expect(errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT', argument: ['after'] })
})

it('shows what is off sale to staff only', async () => {
  const all = await list({ first: 100, includeDelisted: true, sort: 'PRICE_ASC' }, STAFF)
  expect(all.nodes[0]).toMatchObject({ slug: 'hidden', priceRange: null })
  expect((await shop.execute(LIST, { includeDelisted: true }, CUSTOMER)).errors[0].extensions.code).toBe('FORBIDDEN')
  expect((await shop.execute(LIST, { includeDelisted: true })).errors[0].extensions.code).toBe('UNAUTHENTICATED')

  const query = `{ product(slug: "hidden") { slug variants { listed } } }`
  expect((await shop.execute(query, {}, CUSTOMER)).data.product).toBeNull()
  expect((await shop.execute(query, {}, STAFF)).data.product).toEqual({ slug: 'hidden', variants: [{ listed: false }] })
  const entity = `{ _entities(representations: [{ __typename: "Product", slug: "hidden" }]) { ... on Product { title } } }`
  expect((await shop.execute(entity, {}, CUSTOMER)).data._entities).toEqual([null])
  expect((await shop.execute(entity, {}, STAFF)).data._entities).toEqual([{ title: 'Hidden pan' }])
})

it('answers a product by id or by slug, and refuses both or neither', async () => {
  const { data } = await shop.execute(`{ product(slug: "pan-0") {
    id slug createdAt rating { average count } priceRange { min { amount currencyCode } max { amount } }
    picture { url altText } category { title breadcrumbs { title } }
    variants { sku title options { name value } price { amount } listed picture { url altText } product { slug } }
    reviews(first: 1) { nodes { rating author { id } } totalCount pageInfo { hasNextPage } }
  } }`)
  expect(data.product).toMatchObject({
    createdAt: '2026-01-01T00:00:00.123Z',
    rating: { average: 4.5, count: 2 },
    priceRange: { min: { amount: '10.00', currencyCode: 'EUR' }, max: { amount: '20.00' } },
    picture: { url: '/images/mug/2f5240/pan-0.svg', altText: 'Pan C' },
    category: { breadcrumbs: [{ title: 'Home & Kitchen' }, { title: 'Cookware' }, { title: 'Saucepans' }] },
    reviews: { nodes: [{ rating: 4 }], totalCount: 2, pageInfo: { hasNextPage: true } },
  })
  expect(data.product.variants[0]).toMatchObject({
    sku: 'pan-0-0',
    options: [{ name: 'Size', value: '0' }],
    picture: { altText: 'Pan C, Size 0' },
    product: { slug: 'pan-0' },
  })
  const byId = await shop.execute(`query ($id: ID) { product(id: $id) { slug } }`, { id: data.product.id })
  expect(byId.data.product).toEqual({ slug: 'pan-0' })
  for (const [query, code] of [
    ['{ product { id } }', 'BAD_USER_INPUT'],
    ['{ product(id: "a", slug: "b") { id } }', 'BAD_USER_INPUT'],
    ['{ product(id: "a") { id } }', 'INVALID_GLOBAL_ID'],
    ['{ productVariant(id: "a") { id } }', 'INVALID_GLOBAL_ID'],
    ['{ category { id } }', 'BAD_USER_INPUT'],
  ] as const) {
    expect((await shop.execute(query)).errors[0].extensions.code).toBe(code)
  }
  expect((await shop.execute('{ product(slug: "nothing") { id } }')).data).toEqual({ product: null })
})

it('answers the tree from the top, each category with a page of its products', async () => {
  const { data, errors } = await shop.execute(`{ categories { title parent { id } children { title children {
    title parent { title } products(first: 2, sort: TITLE) { nodes { title } totalCount }
  } } } }`)
  expect(errors).toBeUndefined()
  expect(data.categories).toEqual([
    {
      title: 'Home & Kitchen',
      parent: null,
      children: [
        {
          title: 'Cookware',
          children: [
            {
              title: 'Saucepans',
              parent: { title: 'Cookware' },
              products: { nodes: [{ title: 'Pan A' }, { title: 'Pan A' }], totalCount: 6 },
            },
            {
              title: 'Frying pans',
              parent: { title: 'Cookware' },
              products: { nodes: [{ title: 'Pan A' }, { title: 'Pan B' }], totalCount: 3 },
            },
          ],
        },
      ],
    },
  ])
})
