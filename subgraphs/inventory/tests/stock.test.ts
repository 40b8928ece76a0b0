import { VariantChanged } from '@shop/schema/events/products'
import { toGlobalId } from '@shop/subgraph/global-id'
import { countStatements } from '@shop/testkit/statements'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startInventory } from './inventory-fixture.ts'
import type { InventoryFixture } from './inventory-fixture.ts'

let inventory: InventoryFixture
let near: string

beforeAll(async () => {
  // No timer runs between the statements that are counted.
  inventory = await startInventory({ timerIntervalMs: 600_000 })
  near = await inventory.addLocation(1)
})
afterAll(() => inventory.stop())

const ADJUST = `mutation ($input: AdjustStockInput!) {
  adjustStock(input: $input) { stockLevel { id onHand available location { name } } userErrors { field code } }
}`
const AVAILABILITY = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on ProductVariant { id availability { status quantity } } }
}`

function adjustment(variantId: string, change: Record<string, unknown> = {}) {
  return {
    input: {
      idempotencyKey: randomUUID(),
      variantId: toGlobalId('ProductVariant', variantId),
      locationId: toGlobalId('Location', near),
      delta: 5,
      reason: 'RECEIVED',
      ...change,
    },
  }
}

it('makes a level for a variant that products told of, also when two staff members are first', async () => {
  const variantId = randomUUID()
  const price = { amount: 100, currencyCode: 'EUR' }
  const state = { variantId, productId: randomUUID(), sku: 'S', title: 'T', variantTitle: 'V', price, weightGrams: 1 }
  await inventory.publish(VariantChanged, variantId, { ...state, version: 1, listed: true })
  const variables = adjustment(variantId)
  const answers = await Promise.all([inventory.execute(ADJUST, variables), inventory.execute(ADJUST, variables)])
  expect(answers.map((answer) => answer.errors)).toEqual([undefined, undefined])
  expect(await inventory.levels(variantId)).toEqual([{ on_hand: 10, reserved: 0 }])
})

it('changes stock once when the same staff member repeats a key, and refuses the key with other input', async () => {
  const variantId = await inventory.addStock(near, 3)
  const staff = randomUUID()
  const variables = adjustment(variantId)
  const ask = (input: object) => inventory.execute(ADJUST, input as Record<string, unknown>, ['STAFF'], staff)
  const [one, other] = await Promise.all([ask(variables), ask(variables)])
  // What the answer tells caches is about the change, which only one of them made.
  expect(one.data).toEqual(other.data)
  const changed = await ask({ input: { ...variables.input, delta: 6 } })
  expect(changed.data.adjustStock.userErrors[0].code).toBe('IDEMPOTENCY_KEY_REUSED')
  expect(await inventory.levels(variantId)).toEqual([{ on_hand: 8, reserved: 0 }])
})

it('refuses bad adjustments with a code and changes nothing', async () => {
  const variantId = await inventory.addStock(near, 3)
  const codeOf = async (change: Record<string, unknown>) => {
    const { data } = await inventory.execute(ADJUST, adjustment(variantId, change))
    return data.adjustStock.userErrors.map((error: { code: string }) => error.code)
  }
  expect(await codeOf({ delta: 0 })).toEqual(['OUT_OF_RANGE'])
  expect(await codeOf({ delta: 1_000_001 })).toEqual(['OUT_OF_RANGE'])
  expect(await codeOf({ delta: -4 })).toEqual(['INSUFFICIENT_STOCK'])
  expect(await codeOf({ variantId: toGlobalId('ProductVariant', randomUUID()) })).toEqual(['NOT_FOUND'])
  expect(await codeOf({ note: 'x'.repeat(501) })).toEqual(['TOO_LONG'])
  expect(await codeOf({ idempotencyKey: '' })).toEqual(['INVALID_IDEMPOTENCY_KEY'])
  const malformed = await inventory.execute(ADJUST, adjustment(variantId, { variantId: 'nonsense' }))
  expect(malformed.errors[0].extensions).toMatchObject({ code: 'INVALID_GLOBAL_ID', argument: ['input', 'variantId'] })
  expect(await inventory.levels(variantId)).toEqual([{ on_hand: 3, reserved: 0 }])
})

it('shows stock to staff only', async () => {
  const variantId = await inventory.addStock(near, 3)
  for (const query of [
    '{ locations { id } }',
    '{ stockLevels { nodes { id } } }',
    `{ reservation(orderId: "x") { id } }`,
  ]) {
    expect((await inventory.execute(query, {}, null)).errors[0].extensions.code).toBe('UNAUTHENTICATED')
    expect((await inventory.execute(query, {}, ['CUSTOMER'])).errors[0].extensions.code).toBe('FORBIDDEN')
  }
  const refused = await inventory.execute(ADJUST, adjustment(variantId), ['CUSTOMER'])
  expect(refused.errors[0].extensions.code).toBe('FORBIDDEN')
  const { rows } = await inventory.pool.query('SELECT id FROM stock_levels WHERE variant_id = $1', [variantId])
  const representations = [{ __typename: 'StockLevel', id: toGlobalId('StockLevel', rows[0].id) }]
  const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on StockLevel { onHand } } }`
  expect((await inventory.execute(query, { representations }, ['CUSTOMER'])).data).toEqual({ _entities: [null] })
  expect((await inventory.execute(query, { representations })).data).toEqual({ _entities: [{ onHand: 3 }] })
})

it('answers availability of a hundred variants to anybody with one statement', async () => {
  const variantIds = await Promise.all(Array.from({ length: 100 }, (_, units) => inventory.addStock(near, units % 8)))
  const representations = variantIds.map((id) => ({
    __typename: 'ProductVariant',
    id: toGlobalId('ProductVariant', id),
  }))
  const ask = () => inventory.execute(AVAILABILITY, { representations }, null)
  expect(await countStatements(ask)).toHaveLength(1)
  const { data } = await ask()
  const statuses = data._entities.map((entity: { availability: { status: string } }) => entity.availability.status)
  expect(statuses.slice(0, 8)).toEqual(['OUT_OF_STOCK', ...Array(5).fill('LOW_STOCK'), 'IN_STOCK', 'IN_STOCK'])
})

it('answers an unknown variant with none in stock', async () => {
  const representations = [{ __typename: 'ProductVariant', id: toGlobalId('ProductVariant', randomUUID()) }]
  const { data } = await inventory.execute(AVAILABILITY, { representations }, null)
  expect(data._entities[0].availability).toEqual({ status: 'OUT_OF_STOCK', quantity: 0 })
})

it('pages through low levels by key, forwards and backwards', async () => {
  const query = `query ($first: Int, $after: String, $last: Int, $before: String) {
    stockLevels(first: $first, after: $after, last: $last, before: $before, onlyLow: true) {
      nodes { id available lowStockThreshold } pageInfo { hasNextPage endCursor startCursor }
    }
  }`
  const all = (await inventory.execute(query, { first: 100 })).data.stockLevels.nodes
  const first = (await inventory.execute(query, { first: 3 })).data.stockLevels
  const second = (await inventory.execute(query, { first: 3, after: first.pageInfo.endCursor })).data.stockLevels
  const back = (await inventory.execute(query, { last: 3, before: second.pageInfo.startCursor })).data.stockLevels
  expect([...first.nodes, ...second.nodes]).toEqual(all.slice(0, 6))
  expect(back.nodes).toEqual(first.nodes)
  for (const level of all) expect(level.available).toBeLessThanOrEqual(level.lowStockThreshold)
  expect((await inventory.execute(query, { first: 101 })).errors[0].extensions.code).toBe('BAD_USER_INPUT')
})
