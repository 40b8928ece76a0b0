import { buildSchema, parse, validate } from 'graphql'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../shop/shop-client.ts'
import type { Answer, ShopClient } from '../shop/shop-client.ts'
import { topologies } from '../shop/topologies.ts'
import type { TestShop } from '../shop/topologies.ts'
import { codeBlocks, readPage } from './documents.ts'

const ENDPOINT = 'http://localhost:4000/graphql'
const blocks = codeBlocks(readPage('README.md'))
const operations = blocks.flatMap(({ language, code }, index) => {
  if (language !== 'graphql') return []
  const next = blocks[index + 1]
  const name = /^(?:query|mutation|subscription) (\w+)/.exec(code)?.[1] ?? ''
  return [{ name, query: code, variables: next?.language === 'json' ? next.code : '{}' }]
})

it('every operation of the README is valid in the API that clients see', () => {
  const schema = buildSchema(readPage('schema/api.graphql').text)
  for (const { query } of operations) expect(validate(schema, parse(query)), query).toEqual([])
  expect(operations.map(({ name }) => name)).toEqual([
    'LookAround',
    'SignIn',
    'MyOrders',
    'AddToCart',
    'PlaceOrder',
    'FollowOrder',
  ])
})

describe('the operations of the README, one after the other', () => {
  let shop: TestShop
  let client: ShopClient
  /** What the README asks to be filled in from earlier answers, such as `<cart id>`. */
  const known: Record<string, string> = {}

  beforeAll(async () => {
    const standalone = topologies.find(({ name }) => name === 'standalone')
    if (!standalone) throw new Error('there is no standalone topology')
    shop = await standalone.start()
    client = connect(shop.url)
  })
  afterAll(async () => {
    await client?.close()
    await shop?.stop()
  })

  function take(name: string): { query: string; variables: Record<string, unknown> } {
    const operation = operations.find((candidate) => candidate.name === name)
    if (!operation) throw new Error(`the README has no operation ${name}`)
    const filled = operation.variables.replaceAll(/<([a-z ]+)>/g, (_all, what: string) => known[what] ?? what)
    return { query: operation.query, variables: JSON.parse(filled) as Record<string, unknown> }
  }

  async function run(name: string): Promise<Answer['data']> {
    const { query, variables } = take(name)
    const { data, errors } = await client.ask(query, variables)
    expect(errors).toBeUndefined()
    return data
  }

  it('curl gets products', async () => {
    const command = blocks.find(({ code }) => code.startsWith('curl'))?.code ?? ''
    expect(command).toContain(ENDPOINT)
    const { stdout } = await promisify(execFile)('sh', ['-c', command.replaceAll(ENDPOINT, shop.url)])
    expect(JSON.parse(stdout).data.products.nodes).toHaveLength(3)
  })

  it('anybody looks around', async () => {
    const { categories, products } = await run('LookAround')
    expect(categories.length).toBeGreaterThan(0)
    type Variant = { id: string; availability: { quantity: number } }
    const variants = (products.nodes as { variants: Variant[] }[]).flatMap((product) => product.variants)
    known['variant id'] = variants.find(({ availability }) => availability.quantity >= 2)?.id ?? ''
    expect(known['variant id']).not.toBe('')
  })

  it('Ada signs in', async () => {
    const { login } = await run('SignIn')
    expect(login.userErrors).toEqual([])
    client = connect(shop.url, login.tokens.accessToken as string)
  })

  it('one query has fields of all five subgraphs', async () => {
    const { me } = await run('MyOrders')
    expect(me.givenName).toBe('Ada')
    const [order] = me.orders.nodes
    expect(order.number).toMatch(/^SO-\d+$/)
    expect(order.lines[0].variant.product.slug).toEqual(expect.any(String))
    expect(order.lines[0].variant.availability.status).toEqual(expect.any(String))
    expect(order.payments[0].status).toEqual(expect.any(String))
  })

  it('she buys, and follows the order until it is delivered', async () => {
    const { addCartLine } = await run('AddToCart')
    expect(addCartLine.userErrors).toEqual([])
    known['cart id'] = addCartLine.cart.id
    const { placeOrder } = await run('PlaceOrder')
    expect(placeOrder.userErrors).toBeUndefined()
    known['order id'] = placeOrder.order.id

    const { query, variables } = take('FollowOrder')
    const { told, ended } = client.follow(query, variables)
    await ended
    expect(told.flatMap(({ errors }) => errors ?? [])).toEqual([])
    expect(told.at(-1)?.data.orderUpdated).toMatchObject({
      status: 'COMPLETED',
      paymentStatus: 'PAID',
      fulfillmentStatus: 'FULFILLED',
    })
  })
})
