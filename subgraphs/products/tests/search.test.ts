import { afterAll, beforeAll, expect, it } from 'vitest'
import { startProducts } from './products-fixture.ts'
import type { ProductsFixture } from './products-fixture.ts'

let shop: ProductsFixture

beforeAll(async () => {
  shop = await startProducts()
  const top = await shop.addCategory('Home & Kitchen')
  const pans = await shop.addCategory('Frying pans', [top])
  const lamps = await shop.addCategory('Lamps', [top])
  await shop.addProduct({ slug: 'skillet', title: 'Iron skillet', categoryId: pans, description: 'Keeps heat.' })
  await shop.addProduct({
    slug: 'torch',
    title: 'Crème Brûlée Torch',
    categoryId: pans,
    description: 'Soft–hard flame.',
  })
  await shop.addProduct({
    slug: 'lamp',
    title: 'Thermos-shaped lamp',
    categoryId: lamps,
    description: 'O’Brien made it.',
  })
})
afterAll(() => shop.stop())

async function find(query: string): Promise<string[]> {
  const text = `query ($query: String) { products(query: $query, sort: TITLE) { nodes { slug } totalCount } }`
  const { data, errors } = await shop.execute(text, { query })
  expect(errors).toBeUndefined()
  expect(data.products.totalCount).toBe(data.products.nodes.length)
  return data.products.nodes.map((node: { slug: string }) => node.slug)
}

it.each([
  ['a word of the title', 'skillet', ['skillet']],
  ['a word of the description', 'heat', ['skillet']],
  ['another form of a word', 'skillets keeping', ['skillet']],
  ['the title of the category', 'frying pan', ['torch', 'skillet']],
  ['the title of a category above', 'kitchen', ['torch', 'skillet', 'lamp']],
  ['the beginning of the last word', 'iron ski', ['skillet']],
  ['a beginning that is a stop word', 'the', ['lamp']],
  ['one letter', 's', ['torch', 'skillet', 'lamp']],
  ['words without accents and case', 'creme BRULEE', ['torch']],
  ['words with accents', 'crème brûlée', ['torch']],
  ['a word behind a dash', 'hard', ['torch']],
  ['a name with an apostrophe', 'o’brien', ['lamp']],
  ['nothing but white space, as if nothing was asked', '   ', ['torch', 'skillet', 'lamp']],
  ['no word at all', '!?', []],
  ['words of two products', 'skillet lamp', []],
  ['only the last word by its beginning', 'ski iron', []],
])('finds by %s', async (_what, query, expected) => {
  expect(await find(query)).toEqual(expected)
})

it.each([
  `'); DROP TABLE products; --`,
  `skillet' | 'lamp`,
  `a & b | !c <-> (d:*A`,
  `\\' \\\\ :* ::text`,
  `%_$1 \${query}`,
  'ﷺ ① ½ ² ﬁ İ ẞ',
  '日本語 😀 мир',
  '1e5 -3.5 http://example.com/a?b=c a@b.de /usr/bin',
])('takes %j as words and nothing else', async (query) => {
  expect(await find(query)).toEqual([])
})

it('refuses a search that is too long, and takes the longest', async () => {
  const text = `query ($query: String) { products(query: $query) { totalCount } }`
  expect((await shop.execute(text, { query: 'a'.repeat(101) })).errors[0].extensions.code).toBe('BAD_USER_INPUT')
  expect((await shop.execute(text, { query: 'a '.repeat(50) })).data.products.totalCount).toBe(0)
})

it('finds by a category under its new name at once', async () => {
  await shop.pool.query(`UPDATE categories SET title = 'Illumination' WHERE title = 'Lamps'`)
  expect(await find('illuminat')).toEqual(['lamp'])
})
