import { toGlobalId } from '@shop/subgraph/global-id'
import { nextEvent, streamOf } from '@shop/testkit/live'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startInventory, type InventoryFixture } from './inventory-fixture.ts'

const AVAILABILITY = `subscription ($variantId: ID!) { availabilityChanged(variantId: $variantId) { id availability { quantity status } } }`
const LOW = `subscription { stockLow { available lowStockThreshold variant { id } location { name } } }`

let inventory: InventoryFixture
let location: string
beforeAll(async () => {
  inventory = await startInventory()
  location = await inventory.addLocation(1)
})
afterAll(() => inventory?.stop())

const variantGid = (id: string) => toGlobalId('ProductVariant', id)

async function availability(id: string, resumeFrom?: string) {
  return streamOf(await inventory.follow(AVAILABILITY, { variantId: variantGid(id) }, null, resumeFrom))
}

test('what can be sold of a variant is followed by anybody, from what it is now on', async () => {
  const variantId = await inventory.addStock(location, 20)
  const stream = await availability(variantId)
  const begin = await nextEvent(stream)
  expect(begin).toMatchObject({
    value: { id: variantGid(variantId), availability: { quantity: 20, status: 'IN_STOCK' } },
    conflationKey: variantId,
  })
  await inventory.placeOrder([{ variantId, quantity: 17 }])
  expect(await nextEvent(stream)).toMatchObject({ value: { availability: { quantity: 3, status: 'LOW_STOCK' } } })
  await inventory.placeOrder([{ variantId, quantity: 3 }])
  const resumed = await availability(variantId, begin.cursor)
  expect([await nextEvent(resumed), await nextEvent(resumed)]).toMatchObject([
    { value: { availability: { quantity: 3 } } },
    { value: { availability: { quantity: 0, status: 'OUT_OF_STOCK' } } },
  ])
  await Promise.all([stream.return(undefined), resumed.return(undefined)])
})

test('whoever follows a preorder is told when its day comes, though nothing moves', async () => {
  const variantId = await inventory.addStock(location, 9)
  const releaseAt = new Date(inventory.clock.now().getTime() + 3_600_000)
  await inventory.pool.query(`UPDATE variants SET policy = 'PREORDER', release_at = $2 WHERE id = $1`, [
    variantId,
    releaseAt,
  ])
  const stream = await availability(variantId)
  expect(await nextEvent(stream)).toMatchObject({ value: { availability: { quantity: 0, status: 'PREORDER' } } })
  inventory.clock.turn(3_601)
  expect(await nextEvent(stream)).toMatchObject({ value: { availability: { quantity: 9, status: 'IN_STOCK' } } })
  await stream.return(undefined)
})

test('an unknown variant cannot be followed', async () => {
  expect(await inventory.follow(AVAILABILITY, { variantId: variantGid(randomUUID()) }, null)).toMatchObject({
    errors: [{ extensions: { code: 'NOT_FOUND' } }],
  })
})

test('staff hear of each level that falls to its threshold, and nobody else does', async () => {
  const stream = streamOf(await inventory.follow(LOW, {}, ['STAFF']))
  const begin = await nextEvent(stream)
  expect(begin).toEqual({ value: null, cursor: expect.any(String) })
  const variantId = await inventory.addStock(location, 8)
  await inventory.placeOrder([{ variantId, quantity: 1 }])
  await inventory.placeOrder([{ variantId, quantity: 4 }])
  const told = { available: 3, variant: { id: variantGid(variantId) }, location: { name: 'Warehouse 1' } }
  expect(await nextEvent(stream)).toMatchObject({ value: told, conflationKey: `${variantId}:${location}` })
  const resumed = streamOf(await inventory.follow(LOW, {}, ['ADMIN'], begin.cursor))
  expect(await nextEvent(resumed)).toMatchObject({ value: told })
  await Promise.all([stream.return(undefined), resumed.return(undefined)])
  for (const [roles, code] of [
    [['CUSTOMER'] as const, 'FORBIDDEN'],
    [null, 'UNAUTHENTICATED'],
  ] as const) {
    expect(await inventory.follow(LOW, {}, roles && [...roles])).toMatchObject({ errors: [{ extensions: { code } }] })
  }
})
