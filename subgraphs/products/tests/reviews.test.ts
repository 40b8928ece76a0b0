import { UserErased } from '@shop/schema/events/users'
import { toGlobalId } from '@shop/subgraph/global-id'
import { publishEvent } from '@shop/testkit/events'
import fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startProducts } from './products-fixture.ts'
import type { Asker, ProductsFixture } from './products-fixture.ts'

let shop: ProductsFixture
let leaf: string

beforeAll(async () => {
  shop = await startProducts()
  leaf = await shop.addCategory('Mugs')
})
afterAll(() => shop.stop())

const PUBLISH = `mutation ($input: PublishReviewInput!) { publishReview(input: $input) {
  review { id rating title body author { id } product { rating { average count } } } userErrors { field code }
} }`

const customer = (): NonNullable<Asker> & { id: string } => ({ id: randomUUID(), roles: ['CUSTOMER'] })

function review(productId: string, change: Record<string, unknown> = {}) {
  return {
    input: { productId: toGlobalId('Product', productId), rating: 4, title: 'Good', body: 'Holds tea.', ...change },
  }
}

async function rating(productId: string) {
  const sql = `SELECT rating_count = count(reviews.id) AND rating_sum = coalesce(sum(rating), 0) AS agree FROM products
    LEFT JOIN reviews ON product_id = products.id WHERE products.id = $1 GROUP BY products.id`
  const { agree } = (await shop.pool.query(sql, [productId])).rows[0]
  expect(agree, 'what the product keeps is what its reviews say').toBe(true)
  const query = `query ($id: ID) { product(id: $id) { rating { average count } } }`
  return (await shop.execute(query, { id: toGlobalId('Product', productId) })).data.product.rating
}

it('keeps the rating in step while reviews come in, and replaces the one of the same customer', async () => {
  const productId = await shop.addProduct({ categoryId: leaf })
  expect(await rating(productId)).toEqual({ average: null, count: 0 })
  const ada = customer()
  const first = await shop.execute(PUBLISH, review(productId, { title: ' Good ' }), ada)
  expect(first.data.publishReview.review).toMatchObject({
    title: 'Good',
    author: { id: toGlobalId('User', ada.id) },
    product: { rating: { average: 4, count: 1 } },
  })
  await shop.execute(PUBLISH, review(productId, { rating: 1 }), customer())
  await shop.execute(PUBLISH, review(productId, { rating: 5 }), customer())
  expect(await rating(productId)).toEqual({ average: 3.3, count: 3 })

  const again = await shop.execute(PUBLISH, review(productId, { rating: 2, body: '' }), ada)
  expect(again.data.publishReview.review).toMatchObject({ id: first.data.publishReview.review.id, rating: 2, body: '' })
  expect(await rating(productId)).toEqual({ average: 2.7, count: 3 })

  await shop.expectTold('ReviewPublished', productId, 4)
  const { data } = await shop.expectTold('ReviewPublished', productId, 4)
  expect(data).toMatchObject({ productId, userId: ada.id, rating: 2 })
})

it('counts one review of a customer who sends ten at once, and each of ten customers', async () => {
  const productId = await shop.addProduct({ categoryId: leaf })
  const ada = customer()
  const askers = [...Array.from({ length: 10 }, () => ada), ...Array.from({ length: 9 }, customer)]
  const answers = await Promise.all(askers.map((asker) => shop.execute(PUBLISH, review(productId), asker)))
  expect(answers.filter(({ errors }) => errors)).toEqual([])
  expect(await rating(productId)).toEqual({ average: 4, count: 10 })
})

it('refuses what is no review, and whoever has no account', async () => {
  const productId = await shop.addProduct({ categoryId: leaf })
  const delisted = await shop.addProduct({ categoryId: leaf, prices: [], delistedPrices: [100] })
  for (const [change, code] of [
    [{ rating: 0 }, 'OUT_OF_RANGE'],
    [{ rating: 6 }, 'OUT_OF_RANGE'],
    [{ title: ' ' }, 'BLANK'],
    [{ title: 'x'.repeat(121) }, 'TOO_LONG'],
    [{ body: 'x'.repeat(5_001) }, 'TOO_LONG'],
    [{ productId: toGlobalId('Product', randomUUID()) }, 'NOT_FOUND'],
    [{ productId: toGlobalId('Product', delisted) }, 'NOT_FOUND'],
  ] as const) {
    const { data } = await shop.execute(PUBLISH, review(productId, change), customer())
    expect(data.publishReview).toMatchObject({ review: null, userErrors: [{ code }] })
  }
  const codes = []
  for (const asker of [null, { roles: ['GUEST' as const] }]) {
    codes.push((await shop.execute(PUBLISH, review(productId), asker)).errors[0].extensions.code)
  }
  codes.push((await shop.execute(PUBLISH, review(productId, { productId: 'x' }), customer())).errors[0].extensions.code)
  expect(codes).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED', 'INVALID_GLOBAL_ID'])
  expect(await rating(productId)).toEqual({ average: null, count: 0 })
})

it('pages through the reviews of a product and of a user, newest first', async () => {
  const productId = await shop.addProduct({ categoryId: leaf, ratings: [1, 2, 3, 4, 5] })
  const query = `query ($id: ID, $first: Int, $after: String, $last: Int, $before: String) { product(id: $id) {
    reviews(first: $first, after: $after, last: $last, before: $before) {
      nodes { rating } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  } }`
  const ask = async (page: Record<string, unknown>) =>
    (await shop.execute(query, { id: toGlobalId('Product', productId), ...page })).data.product.reviews
  const ratings = (page: { nodes: { rating: number }[] }) => page.nodes.map((node) => node.rating)
  const first = await ask({ first: 2 })
  const second = await ask({ first: 2, after: first.pageInfo.endCursor })
  const back = await ask({ last: 2, before: second.pageInfo.startCursor })
  expect([ratings(first), ratings(second), ratings(back), first.totalCount]).toEqual([[5, 4], [3, 2], [5, 4], 5])

  const ada = customer()
  const reviewed = []
  for (let turn = 0; turn < 3; turn += 1) {
    const id = await shop.addProduct({ categoryId: leaf })
    await shop.execute(PUBLISH, review(id, { title: `Review ${turn}` }), ada)
    reviewed.push(id)
  }
  const user = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User {
    reviews(first: 2) { nodes { title product { id } } totalCount }
  } } }`
  const representations = [{ __typename: 'User', id: toGlobalId('User', ada.id) }]
  const { reviews } = (await shop.execute(user, { representations })).data._entities[0]
  expect(reviews.totalCount).toBe(3)
  expect(reviews.nodes.map((node: { title: string }) => node.title)).toEqual(['Review 2', 'Review 1'])
})

it('keeps the reviews of erased accounts without their authors, in whatever order and however often it hears of that', async () => {
  const erasures = fc.subarray([0, 1, 2]).chain((erased) => {
    const told = [...erased, ...erased]
    return fc.shuffledSubarray(told, { minLength: told.length })
  })
  const query = `query ($id: ID) { product(id: $id) { reviews { nodes { title author { id } } } } }`
  await fc.assert(
    fc.asyncProperty(erasures, async (told) => {
      const productId = await shop.addProduct({ categoryId: leaf })
      const authors = [customer(), customer(), customer()]
      for (const [index, author] of authors.entries()) {
        await shop.execute(PUBLISH, review(productId, { title: `${index}` }), author)
      }
      const ids = authors.map(() => randomUUID())
      for (const index of told) {
        const userId = authors[index]?.id ?? ''
        const id = ids[index] ?? ''
        await publishEvent(shop.dependencies.bus, UserErased, userId, { userId }, { id })
      }
      const { data } = await shop.execute(query, { id: toGlobalId('Product', productId) })
      const known = data.product.reviews.nodes.map(({ title, author }: { title: string; author: object | null }) => [
        Number(title),
        author !== null,
      ])
      expect(Object.fromEntries(known)).toEqual(
        Object.fromEntries(authors.map((_author, index) => [index, !told.includes(index)])),
      )
      expect(await rating(productId)).toEqual({ average: 4, count: 3 })
    }),
    { numRuns: 6, endOnFailure: true },
  )
})

it('takes no review with the token of an erased account, nor one that is written while that is heard', async () => {
  const productId = await shop.addProduct({ categoryId: leaf })
  const authors = Array.from({ length: 6 }, customer)
  await Promise.all(
    authors.flatMap((author) => [
      shop.execute(PUBLISH, review(productId), author),
      publishEvent(shop.dependencies.bus, UserErased, author.id, { userId: author.id }),
    ]),
  )
  for (const author of authors) {
    const { errors } = await shop.execute(PUBLISH, review(productId), author)
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
  }
  const { rows } = await shop.pool.query('SELECT DISTINCT author_id FROM reviews WHERE product_id = $1', [productId])
  expect(rows.filter(({ author_id }) => author_id !== null)).toEqual([])
})
