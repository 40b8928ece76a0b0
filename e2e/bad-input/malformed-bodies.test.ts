import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asGuest, orderInput } from '../shop/shop-client.ts'
import { fillCart, findVariants, PLACE } from '../shop/shopping.ts'
import { startStandaloneShop } from '../shop/topologies.ts'
import type { TestShop } from '../shop/topologies.ts'
import { post } from './post.ts'

const QUERY = `query ($id: ID!, $first: Int) { product(id: $id) { title } products(first: $first) { nodes { id } } }`

describe('malformed bodies', () => {
  let shop: TestShop
  let token: string
  let valid: { query: string; variables: Record<string, unknown> }[]

  beforeAll(async () => {
    shop = await startStandaloneShop()
    const guest = await asGuest(shop.url)
    token = guest.token
    const [variantId = ''] = await findVariants(guest.client)
    valid = [
      { query: PLACE, variables: { input: orderInput(await fillCart(guest.client, variantId)) } },
      { query: QUERY, variables: { id: variantId, first: 2 } },
    ]
  })
  afterAll(() => shop?.stop())

  /** Never a fault of the shop: a status below 500, no INTERNAL_SERVER_ERROR, JSON, nothing of the inside (post). */
  async function expectNoFault(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
    const answer = await post(shop.url, body, { authorization: `Bearer ${token}`, ...headers })
    expect(answer.status, answer.text).toBeLessThan(500)
    expect(answer.text).not.toContain('INTERNAL_SERVER_ERROR')
  }
  const aBody = () => fc.constantFrom(...valid)
  const anyJson = fc.jsonValue({ maxDepth: 4 })
  const anyText = fc.string({ unit: 'binary', maxLength: 40 })

  it('that are cut off or bytes at random are refused', async () => {
    const cut = aBody()
      .map((body) => JSON.stringify(body))
      .chain((text) => fc.nat(text.length - 1).map((length) => text.slice(0, length)))
    await fc.assert(
      fc.asyncProperty(fc.oneof(cut, fc.uint8Array({ maxLength: 200 })), (body) => expectNoFault(body)),
      { numRuns: 80 },
    )
  })

  it('of wrong types are refused, at the top and inside the variables', async () => {
    const shuffled = fc.record(
      { query: fc.oneof(anyJson, fc.constant(QUERY)), variables: anyJson, operationName: anyJson, extensions: anyJson },
      { requiredKeys: [] },
    )
    const wrongVariable = fc.tuple(aBody(), fc.nat(20), fc.oneof(anyJson, anyText)).map(([body, index, value]) => {
      const target = (body.variables['input'] ?? body.variables) as Record<string, unknown>
      const names = Object.keys(target)
      const changed = { ...target, [names[index % names.length] ?? '']: value }
      return { ...body, variables: body.variables['input'] ? { input: changed } : changed }
    })
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyJson, shuffled, wrongVariable), (body) => expectNoFault(JSON.stringify(body))),
      { numRuns: 160 },
    )
  })

  it('that are nested deeply are refused', async () => {
    const nested = fc.tuple(fc.integer({ min: 1, max: 6_000 }), fc.nat(5)).map(([depth, kind]) => {
      const around = (open: string, inside: string, close: string) => open.repeat(depth) + inside + close.repeat(depth)
      const query = (text: string) => JSON.stringify({ query: text })
      switch (kind) {
        case 0:
          return around('[', '', ']')
        case 1:
          return `{"query":${JSON.stringify(QUERY)},"variables":${around('{"a":', '1', '}')}}`
        case 2:
          return query(around('{ a ', '', '}'))
        case 3:
          return query(`{ product(id: ${around('[', '1', ']')}) { id } }`)
        case 4:
          return query(`{ me { ...A } } fragment A on User { ${around('... on User { ', 'id', '} ')} }`)
        default:
          return query(`query ($a: ${around('[', 'ID', ']')}) { me { id } }`)
      }
    })
    await fc.assert(
      fc.asyncProperty(nested, (body) => expectNoFault(body)),
      { numRuns: 60 },
    )
  })

  it('of any content type are refused, and the shop goes on', async () => {
    const type = fc.constantFrom('text/plain', 'multipart/form-data; boundary=x', 'application/graphql', 'a', '')
    await fc.assert(
      fc.asyncProperty(aBody(), type, (body, contentType) =>
        expectNoFault(JSON.stringify({ ...body, query: QUERY }), { 'content-type': contentType }),
      ),
      { numRuns: 20 },
    )
    const answer = await post(shop.url, JSON.stringify(valid[1]))
    expect(answer).toMatchObject({ status: 200, data: { products: { nodes: [{}, {}] } } })
  })
})
