import { toGlobalId } from '@shop/subgraph/global-id'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CUSTOMER, startProducts, type Asker, type ProductsFixture } from './products-fixture.ts'

const LIST = `query ($status: DeadLetterStatus, $first: Int, $last: Int, $after: String) {
  productsDeadLetters(status: $status, first: $first, last: $last, after: $after) {
    openCount pageInfo { hasNextPage endCursor }
    nodes { id subgraph consumer producer eventType subject data attempts error status resolvedBy reason }
  }
}`
const RETRY = `mutation ($input: RetryDeadLetterInput!) {
  answer: retryProductsDeadLetter(input: $input) { deadLetter { status attempts resolvedBy reason } userErrors { code field message } }
}`
const RESOLVE = RETRY.replace('RetryDead', 'ResolveDead').replace('retryProducts', 'resolveProducts')

let shop: ProductsFixture
const ana = { id: randomUUID(), roles: ['STAFF'] } satisfies Asker
const ANA = toGlobalId('User', ana.id)
let day = 0
const nobody = toGlobalId('DeadLetter', randomUUID())

beforeAll(async () => {
  shop = await startProducts()
})
afterAll(() => shop.stop())

/** An event that failed for a reason that is mended, or that can never be mended. Answers the letter's global id. */
async function addLetter(
  userId: string,
  { consumer = 'products', type = 'UserErased' }: { consumer?: string; type?: string } = {},
): Promise<string> {
  const event = { id: randomUUID(), type, producer: 'users', subject: randomUUID(), data: { userId } }
  const id = randomUUID()
  await shop.pool.query(
    `INSERT INTO dead_letters (id, consumer, event_id, event, attempts, error, failed_at)
     VALUES ($1, $2, $3, $4, 12, 'Error: no', $5)`,
    [
      id,
      consumer,
      event.id,
      JSON.stringify({ ...event, occurredAt: new Date().toISOString() }),
      new Date(Date.UTC(2026, 0, (day += 1))),
    ],
  )
  return toGlobalId('DeadLetter', id)
}

async function send(query: string, input: Record<string, unknown>) {
  return (await shop.execute(query, { input }, ana)).data.answer
}

test('a dead letter whose cause is mended takes effect once, and tells who saw to it', async () => {
  const id = await addLetter(randomUUID())
  const { nodes } = (await shop.execute(LIST, { status: 'OPEN' }, ana)).data.productsDeadLetters
  expect(nodes).toMatchObject([
    { id, subgraph: 'products', consumer: 'products', producer: 'users', eventType: 'UserErased', error: 'Error: no' },
  ])
  const handled = { deadLetter: { status: 'HANDLED', resolvedBy: ANA, reason: 'mended' }, userErrors: [] }
  expect(await send(RETRY, { id, reason: ' mended ' })).toMatchObject(handled)
  expect(await send(RETRY, { id, reason: 'again' })).toMatchObject(handled)
  expect(await send(RESOLVE, { id, reason: 'too late' })).toMatchObject(handled)
  const { rows } = await shop.pool.query('SELECT consumer FROM inbox_entries')
  expect(rows).toEqual([{ consumer: 'products' }])
})

test('one that fails again says so and stays open, until somebody resolves it', async () => {
  const id = await addLetter('not a uuid')
  expect(await send(RETRY, { id })).toMatchObject({
    deadLetter: null,
    userErrors: [{ code: 'RETRY_FAILED', field: null }],
  })
  const { nodes, openCount } = (await shop.execute(LIST, { status: 'OPEN' }, ana)).data.productsDeadLetters
  expect(openCount).toBe(1)
  expect(nodes).toMatchObject([{ id, attempts: 13, status: 'OPEN' }])
  expect(nodes[0].error).toContain('contract')
  expect((await send(RESOLVE, { id, reason: ' ' })).userErrors).toMatchObject([
    { code: 'BLANK', field: ['input', 'reason'] },
  ])
  const resolved = { deadLetter: { status: 'RESOLVED', resolvedBy: ANA, reason: 'a test' }, userErrors: [] }
  expect(await send(RESOLVE, { id, reason: 'a test' })).toMatchObject(resolved)
  expect(await send(RESOLVE, { id, reason: 'said twice' })).toMatchObject(resolved)
})

test.each([
  [
    'an event that nothing here handles any more',
    { type: 'UserFollowed' },
    'Nothing here handles UserFollowed of users any more.',
  ],
  [
    'an event of a part that is no more',
    { consumer: 'products-search' },
    'Nothing here is called products-search any more.',
  ],
])('%s cannot be tried again, which is told, and can be resolved', async (_what, left, message) => {
  const id = await addLetter(randomUUID(), left)
  expect(await send(RETRY, { id })).toEqual({
    deadLetter: null,
    userErrors: [{ code: 'RETRY_FAILED', field: null, message }],
  })
  const { nodes } = (await shop.execute(LIST, { status: 'OPEN' }, ana)).data.productsDeadLetters
  expect(nodes).toMatchObject([{ id, attempts: 12, error: 'Error: no' }])
  expect(await send(RESOLVE, { id, reason: 'of long ago' })).toMatchObject({
    deadLetter: { status: 'RESOLVED', resolvedBy: ANA, reason: 'of long ago' },
    userErrors: [],
  })
})

test('they are listed in pages, the newest first, and forwards or backwards', async () => {
  const ids: string[] = []
  for (let index = 0; index < 3; index += 1) ids.unshift(await addLetter(randomUUID()))
  const page = async (variables: object) =>
    (await shop.execute(LIST, { status: 'OPEN', ...variables }, ana)).data.productsDeadLetters
  const idsOf = (answer: { nodes: { id: string }[] }) => answer.nodes.map(({ id }) => id)
  const first = await page({ first: 2 })
  expect(idsOf(first)).toEqual(ids.slice(0, 2))
  expect(first).toMatchObject({ openCount: 3, pageInfo: { hasNextPage: true } })
  expect(idsOf(await page({ first: 2, after: first.pageInfo.endCursor }))).toEqual(ids.slice(2))
  expect(idsOf(await page({ last: 2 }))).toEqual(ids.slice(1))
  expect((await page({ status: null })).nodes).toHaveLength(7)
})

test('dead letters are for staff', async () => {
  for (const query of [RETRY, RESOLVE]) {
    const { errors } = await shop.execute(query, { input: { id: nobody, reason: 'x' } }, CUSTOMER)
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
    expect((await send(query, { id: nobody, reason: 'x' })).userErrors).toMatchObject([{ code: 'NOT_FOUND' }])
  }
  const { data, errors } = await shop.execute(LIST, {}, CUSTOMER)
  expect(data).toEqual({ productsDeadLetters: null })
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
})
