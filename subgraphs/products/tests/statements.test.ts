import { toGlobalId } from '@shop/subgraph/global-id'
import { countStatements } from '@shop/testkit/statements'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startProducts } from './products-fixture.ts'
import type { ProductsFixture } from './products-fixture.ts'

let shop: ProductsFixture
const variantIds: string[] = []
const leaves: string[] = []

beforeAll(async () => {
  shop = await startProducts()
  const top = await shop.addCategory('Top')
  for (let place = 0; place < 10; place += 1) {
    const middle = await shop.addCategory(`Middle ${place}`, [top], place)
    const leaf = await shop.addCategory(`Leaf ${place}`, [top, middle])
    leaves.push(leaf)
    for (let product = 0; product < 5; product += 1) {
      const id = await shop.addProduct({ categoryId: leaf, prices: [1_000, 2_000], ratings: [5, 4, 3, 2] })
      variantIds.push(...(await shop.variantIds(id)))
    }
  }
})
afterAll(() => shop.stop())

const LIST = `query ($first: Int) { products(first: $first) {
  nodes {
    id title variants { id price { amount } picture { url altText } product { title } }
    category { title parent { title } breadcrumbs { title } }
    priceRange { min { amount } } rating { average count } picture { url }
    reviews(first: 3) { nodes { title author { id } product { slug } } totalCount pageInfo { hasNextPage } }
  }
  pageInfo { hasNextPage }
} }`

it('answers a list with all that hangs on it in five statements, however long it is', async () => {
  let answer: { data: { products: { nodes: { variants: unknown[]; reviews: { nodes: unknown[] } }[] } } } | undefined
  const ask = (first: number) => async () => void (answer = await shop.execute(LIST, { first }))
  const two = await countStatements(ask(2))
  const fifty = await countStatements(ask(50))
  const nodes = answer?.data.products.nodes ?? []
  expect(nodes).toHaveLength(50)
  for (const node of nodes) expect([node.variants.length, node.reviews.nodes.length]).toEqual([2, 3])
  // The list; variants; categories; those above; reviews.
  expect(fifty).toHaveLength(5)
  expect(two).toHaveLength(5)
})

it('counts a list only for those who select totalCount', async () => {
  const count = async (field: string) => countStatements(() => shop.execute(`{ products { nodes { id } ${field} } }`))
  expect(await count('')).toHaveLength(1)
  expect(await count('totalCount')).toHaveLength(2)
})

it('answers the tree with products of every category in a constant number of statements', async () => {
  const tree = `{ categories { children { title children { title products(first: 2) { nodes { title } totalCount } } } } }`
  // Top, children, their children, products of all, counts of all.
  expect(await countStatements(() => shop.execute(tree))).toHaveLength(5)
})

it('resolves a hundred variants, products and users with one statement each', async () => {
  const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
    ... on ProductVariant { sku price { amount currencyCode } listed product { title } }
    ... on Category { title }
    ... on User { reviews(first: 2) { nodes { title } } }
  } }`
  const variants = variantIds.map((id) => ({ __typename: 'ProductVariant', id }))
  const ask = () => shop.execute(query, { representations: variants })
  const { data, errors } = await ask()
  expect(errors).toBeUndefined()
  expect(data._entities).toHaveLength(100)
  expect(data._entities[99]).toMatchObject({
    price: { currencyCode: 'EUR' },
    listed: true,
    product: { title: 'Plain mug' },
  })
  // Variants, then their products.
  expect(await countStatements(ask)).toHaveLength(2)

  const { rows } = await shop.pool.query('SELECT author_id FROM reviews LIMIT 100')
  const users = rows.map((row) => ({ __typename: 'User', id: toGlobalId('User', row.author_id) }))
  expect(await countStatements(() => shop.execute(query, { representations: users }))).toHaveLength(1)
  const categories = leaves.map((id) => ({ __typename: 'Category', id: toGlobalId('Category', id) }))
  expect(await countStatements(() => shop.execute(query, { representations: categories }))).toHaveLength(1)
})

it('renames a product in as many statements, however many variants it has to tell of', async () => {
  const rename = async (variants: number) => {
    const prices = Array.from({ length: variants }, () => 1_000)
    const id = toGlobalId('Product', await shop.addProduct({ categoryId: leaves[0] ?? '', prices }))
    const query = `mutation ($id: ID!) { updateProduct(input: { id: $id, title: "Plain bowl" }) { userErrors { code } } }`
    let answer: unknown
    const ask = async () => void (answer = await shop.execute(query, { id }, { roles: ['STAFF'] }))
    const { length } = await countStatements(ask)
    expect(answer).toMatchObject({ data: { updateProduct: { userErrors: [] } } })
    return length
  }
  expect(await rename(20)).toBe(await rename(1))
})

it('answers a representation of nothing with null, beside those that are something', async () => {
  const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }`
  const representations = [
    { __typename: 'ProductVariant', id: variantIds[0] },
    { __typename: 'ProductVariant', id: toGlobalId('ProductVariant', crypto.randomUUID()) },
    { __typename: 'Product', id: variantIds[0] },
    { __typename: 'Product', slug: 'nothing' },
    { __typename: 'Category', id: 'x' },
  ]
  const { data } = await shop.execute(query, { representations })
  expect(data._entities).toEqual([{ __typename: 'ProductVariant' }, null, null, null, null])
})
