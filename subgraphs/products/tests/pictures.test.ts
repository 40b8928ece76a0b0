import { serve } from '@shop/subgraph/http-server'
import { countStatements } from '@shop/testkit/statements'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startProducts } from './products-fixture.ts'
import type { ProductsFixture } from './products-fixture.ts'

let shop: ProductsFixture
let server: Awaited<ReturnType<typeof serve>>

beforeAll(async () => {
  shop = await startProducts()
  server = await serve(shop.subgraph, { host: '127.0.0.1', port: 0, log: shop.dependencies.log })
})
afterAll(async () => {
  await server.stop()
  await shop.stop()
})

const get = (path: string, method = 'GET') => fetch(server.url + path, { method })

it('serves the picture that a product names, for ever, without a database', async () => {
  const leaf = await shop.addCategory('Mugs')
  await shop.addProduct({ categoryId: leaf, slug: 'big-mug', title: 'Big mug' })
  const { data } = await shop.execute(`{ product(slug: "big-mug") { picture { url } } }`)
  let response: Response | undefined
  const statements = await countStatements(async () => void (response = await get(data.product.picture.url)))
  expect(statements).toEqual([])
  expect(response?.status).toBe(200)
  expect(Object.fromEntries(response?.headers ?? [])).toMatchObject({
    'content-type': 'image/svg+xml; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'x-content-type-options': 'nosniff',
  })
  const svg = await response?.text()
  expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 800 800"/)
  expect(svg).toContain('<title>Big mug</title>')
})

it('answers HEAD without a body, and draws a parcel of its own name', async () => {
  const head = await get('/images/parcel/a8a196/something.svg', 'HEAD')
  expect([head.status, await head.text()]).toEqual([200, ''])
  expect(Number(head.headers.get('content-length'))).toBeGreaterThan(500)
})

it.each([
  '/images/',
  '/images/mug/2f5240/a.png',
  '/images/nothing/2f5240/a.svg',
  '/images/mug/2F5240/a.svg',
  '/images/mug/2f524/a.svg',
  '/images/mug/2f5240/A.svg',
  '/images/mug/2f5240/a--b.svg',
  '/images/mug/2f5240/%3Cscript%3E.svg',
  '/images/mug/2f5240/..%2fa.svg',
  '/images/mug/2f5240/x/a.svg',
  '/images/constructor/2f5240/a.svg',
  `/images/mug/2f5240/${'a'.repeat(400)}.svg`,
])('answers %s with 404', async (path) => {
  const response = await get(path)
  expect([response.status, response.headers.get('cache-control')]).toEqual([404, null])
})
