import { toGlobalId } from '@shop/subgraph/global-id'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startInventory } from './inventory-fixture.ts'
import type { InventoryFixture } from './inventory-fixture.ts'

const LEVEL = 'onHand reserved available safetyStock lowStockThreshold'
const TRANSFER = `mutation ($input: TransferStockInput!) {
  transferStock(input: $input) { from { ${LEVEL} } to { ${LEVEL} } userErrors { code field } } }`
const COUNT = `mutation ($input: CountStockInput!) { countStock(input: $input) { stockLevel { ${LEVEL} } userErrors { code } } }`
const IMPORT = `mutation ($input: ImportStockInput!) {
  importStock(input: $input) { report { total applied rows { row status code } } userErrors { code } } }`
const CONFIGURE = `mutation ($input: ConfigureStockLevelInput!) {
  configureStockLevel(input: $input) { stockLevel { ${LEVEL} } userErrors { code } } }`
const MOVEMENTS = `query ($first: Int, $after: String, $last: Int, $filter: StockMovementFilter) {
  stockMovements(first: $first, after: $after, last: $last, filter: $filter) {
    nodes { kind onHandDelta reservedDelta reason note transferId actorId order { id } stockLevel { location { name } } }
    pageInfo { hasNextPage endCursor } } }`

let inventory: InventoryFixture
let near: string
let far: string

beforeAll(async () => {
  inventory = await startInventory()
  near = await inventory.addLocation(1)
  far = await inventory.addLocation(2)
})
afterAll(() => inventory.stop())

const variantGid = (id: string) => toGlobalId('ProductVariant', id)
const locationGid = (id: string) => toGlobalId('Location', id)

function transfer(variantId: string, quantity: number, change: object = {}) {
  const places = { fromLocationId: locationGid(near), toLocationId: locationGid(far) }
  const reason = { reason: 'REPLENISHMENT', note: 'by lorry' }
  return {
    input: {
      idempotencyKey: randomUUID(),
      variantId: variantGid(variantId),
      quantity,
      ...places,
      ...reason,
      ...change,
    },
  }
}

function count(variantId: string, counted: number, change: object = {}) {
  const where = { variantId: variantGid(variantId), locationId: locationGid(near) }
  return { input: { idempotencyKey: randomUUID(), counted, reason: 'CYCLE_COUNT', ...where, ...change } }
}

const codesOf = (answer: { userErrors: { code: string }[] }) => answer.userErrors.map(({ code }) => code)

describe('a transfer', () => {
  it('moves units that are not set aside, once per key, as one movement with two sides', async () => {
    const variantId = await inventory.addStock(near, 5)
    await inventory.placeOrder([{ variantId, quantity: 2 }])
    const staff = randomUUID()
    const variables = transfer(variantId, 3)
    const ask = () => inventory.execute(TRANSFER, variables, ['STAFF'], staff)
    for (const { data } of await Promise.all([ask(), ask()])) {
      expect(data.transferStock).toMatchObject({ from: { onHand: 2, available: 0 }, to: { onHand: 3 }, userErrors: [] })
    }
    const filter = { variantId: variantGid(variantId), kind: 'TRANSFER' }
    const { nodes } = (await inventory.execute(MOVEMENTS, { filter })).data.stockMovements
    expect(nodes).toMatchObject([
      { onHandDelta: 3, note: 'by lorry' },
      { onHandDelta: -3, actorId: toGlobalId('User', staff) },
    ])
    expect(nodes[0].transferId).toBe(nodes[1].transferId)
  })

  it('is refused with a code, and moves nothing', async () => {
    const variantId = await inventory.addStock(near, 5)
    const codes = async (quantity: number, change?: object) =>
      codesOf((await inventory.execute(TRANSFER, transfer(variantId, quantity, change))).data.transferStock)
    expect(await codes(6)).toEqual(['INSUFFICIENT_STOCK'])
    expect(await codes(0)).toEqual(['OUT_OF_RANGE'])
    expect(await codes(1, { toLocationId: locationGid(near) })).toEqual(['SAME_LOCATION'])
    expect(await codes(1, { toLocationId: locationGid(randomUUID()) })).toEqual(['NOT_FOUND'])
    expect(await inventory.levels(variantId)).toEqual([{ on_hand: 5, reserved: 0 }])
  })

  it('and a count beside reservations never take what is set aside, and lose no unit', async () => {
    const variantId = await inventory.addStock(near, 30)
    await inventory.addStock(far, 0, variantId)
    const orders = Array.from({ length: 20 }, () => inventory.placeOrder([{ variantId, quantity: 1 }]))
    const moves = Array.from({ length: 10 }, () => inventory.execute(TRANSFER, transfer(variantId, 3)))
    const counts = [12, 9, 3, 0].map((counted) => inventory.execute(COUNT, count(variantId, counted)))
    await Promise.all([...orders, ...moves, ...counts])
    const faults = `SELECT level.id FROM stock_levels level LEFT JOIN stock_movements ON stock_level_id = level.id
      WHERE variant_id = $1 GROUP BY level.id
      HAVING reserved < 0 OR on_hand < reserved OR reserved <> coalesce(sum(reserved_delta), 0)
        OR on_hand <> coalesce(sum(on_hand_delta), 0) + CASE location_id WHEN $2 THEN 30 ELSE 0 END`
    expect((await inventory.pool.query(faults, [variantId, near])).rows).toEqual([])
    const held = `SELECT coalesce(sum(quantity), 0)::int AS units FROM allocations JOIN stock_levels level ON level.id = stock_level_id WHERE variant_id = $1`
    const levels = await inventory.levels(variantId)
    const reserved = levels.reduce((sum, level) => sum + level.reserved, 0)
    expect((await inventory.pool.query(held, [variantId])).rows).toEqual([{ units: reserved }])
  })
})

describe('a count', () => {
  it('writes down the difference, and nothing when there is none', async () => {
    const variantId = await inventory.addStock(near, 5)
    expect((await inventory.execute(COUNT, count(variantId, 7))).data.countStock.stockLevel).toMatchObject({
      onHand: 7,
    })
    await inventory.execute(COUNT, count(variantId, 7))
    const filter = { variantId: variantGid(variantId) }
    const { nodes } = (await inventory.execute(MOVEMENTS, { filter })).data.stockMovements
    expect(nodes).toMatchObject([{ kind: 'COUNT', onHandDelta: 2, reason: 'CYCLE_COUNT' }])
  })

  it('that finds less than is set aside is refused', async () => {
    const variantId = await inventory.addStock(near, 5)
    await inventory.placeOrder([{ variantId, quantity: 3 }])
    expect(codesOf((await inventory.execute(COUNT, count(variantId, 2))).data.countStock)).toEqual([
      'INSUFFICIENT_STOCK',
    ])
    expect(await inventory.levels(variantId)).toEqual([{ on_hand: 5, reserved: 3 }])
  })
})

describe('an import', () => {
  const importInput = (change: object) => ({ input: { idempotencyKey: randomUUID(), ...change } })
  const sku = (variantId: string) => `SKU-${variantId}`

  it('sets levels from a CSV, makes those that are missing, and says what became of each row', async () => {
    const [known, other] = [await inventory.addStock(near, 5), await inventory.addStock(near, 1)]
    const csv = `sku,location,on_hand,safety_stock\n${sku(known)},Warehouse 1,5,\n${sku(known)},${locationGid(far)},8,2\n${sku(other)},Warehouse 1,0,\n`
    const variables = importInput({ csv })
    const staff = randomUUID()
    const { data } = await inventory.execute(IMPORT, variables, ['STAFF'], staff)
    expect(data.importStock).toMatchObject({
      report: {
        total: 3,
        applied: 3,
        rows: [{ status: 'UNCHANGED' }, { status: 'APPLIED' }, { row: 3, status: 'APPLIED' }],
      },
    })
    expect(await inventory.levels(known)).toMatchObject([{ on_hand: 5 }, { on_hand: 8 }])
    expect(await inventory.levels(other)).toEqual([{ on_hand: 0, reserved: 0 }])
    // Again, after somebody bought: what was written is not written a second time.
    await inventory.placeOrder([{ variantId: known, quantity: 1 }])
    const again = await inventory.execute(IMPORT, variables, ['STAFF'], staff)
    expect(again.data.importStock.report).toEqual(data.importStock.report)
    expect(await inventory.levels(known)).toMatchObject([{ on_hand: 5, reserved: 1 }, { on_hand: 8 }])
  })

  it('with a wrong row writes none, and says of each what is wrong', async () => {
    const variantId = await inventory.addStock(near, 5)
    const row = { sku: sku(variantId), location: 'Warehouse 1', onHand: 9 }
    const rows = [
      row,
      row,
      { ...row, location: 'nowhere' },
      { ...row, sku: 'no such' },
      { ...row, location: 'Warehouse 2', onHand: -1 },
    ]
    const { report } = (await inventory.execute(IMPORT, importInput({ rows }))).data.importStock
    expect(report).toMatchObject({ total: 5, applied: 0 })
    expect(report.rows.map(({ status, code }: { status: string; code: string | null }) => code ?? status)).toEqual([
      'SKIPPED',
      'DUPLICATE',
      'NOT_FOUND',
      'NOT_FOUND',
      'OUT_OF_RANGE',
    ])
    expect(await inventory.levels(variantId)).toEqual([{ on_hand: 5, reserved: 0 }])
  })

  it('writes each chunk whole or not at all', async () => {
    const variants = await Promise.all(Array.from({ length: 502 }, () => inventory.addStock(near, 1)))
    const rows = variants.map((id) => ({ sku: sku(id), location: 'Warehouse 1', onHand: 3 }))
    // Of the last row of the second chunk more is set aside than the row would leave.
    const last = variants.at(-1) ?? ''
    await inventory.placeOrder([{ variantId: last, quantity: 1 }])
    const { report } = (
      await inventory.execute(IMPORT, importInput({ rows: [...rows.slice(0, -1), { ...rows.at(-1), onHand: 0 }] }))
    ).data.importStock
    expect(report.applied).toBe(500)
    expect(report.rows.slice(499)).toEqual([
      { row: 500, status: 'APPLIED', code: null },
      { row: 501, status: 'SKIPPED', code: null },
      { row: 502, status: 'INVALID', code: 'INSUFFICIENT_STOCK' },
    ])
    expect(await inventory.levels(variants[500] ?? '')).toEqual([{ on_hand: 1, reserved: 0 }])
  })

  it('as a whole is refused when it is no CSV, too long, or nothing', async () => {
    const codes = async (change: object) =>
      codesOf((await inventory.execute(IMPORT, importInput(change))).data.importStock)
    expect(await codes({ csv: 'sku\nA\n' })).toEqual(['MALFORMED_CSV'])
    expect(await codes({})).toEqual(['BLANK'])
    expect(await codes({ rows: [] })).toEqual(['BLANK'])
    expect(await codes({ csv: `sku,location,on_hand\n${'a,b,1\n'.repeat(5_001)}` })).toEqual(['TOO_MANY'])
    expect(await codes({ csv: 'x'.repeat(1_000_001) })).toEqual(['TOO_LONG'])
  })
})

it('safety stock is not sold, and counts for what is low', async () => {
  const variantId = await inventory.addStock(near, 10)
  const input = {
    variantId: variantGid(variantId),
    locationId: locationGid(near),
    safetyStock: 4,
    lowStockThreshold: 6,
  }
  const { data } = await inventory.execute(CONFIGURE, { input })
  expect(data.configureStockLevel.stockLevel).toMatchObject({ onHand: 10, available: 6, safetyStock: 4 })
  await inventory.expectTold('StockLow', variantId)
  await inventory.expectTold('StockRejected', await inventory.placeOrder([{ variantId, quantity: 7 }]))
  await inventory.expectTold('StockReserved', await inventory.placeOrder([{ variantId, quantity: 6 }]))
})

it('of two buyers at once one gets the last unit', async () => {
  const variantId = await inventory.addStock(near, 1)
  const orders = [randomUUID(), randomUUID()]
  await Promise.all(orders.map((orderId) => inventory.placeOrder([{ variantId, quantity: 1 }], orderId)))
  const { rows } = await inventory.pool.query(
    'SELECT status FROM reservations WHERE order_id = ANY ($1) ORDER BY status',
    [orders],
  )
  expect(rows).toEqual([{ status: 'RESERVED' }, { status: 'REJECTED' }])
})

it('takes an order from one location that has all of it, rather than from the first of each', async () => {
  const [one, two] = [await inventory.addStock(near, 1), await inventory.addStock(far, 1)]
  await inventory.addStock(far, 1, one)
  const orderId = await inventory.placeOrder([one, two].map((variantId) => ({ variantId, quantity: 1 })))
  const { data } = await inventory.expectTold('StockReserved', orderId)
  const places = (data as { allocations: { locationId: string }[] }).allocations.map(({ locationId }) => locationId)
  expect(places).toEqual([far, far])
})

it('the ledger is read by staff only, page by page, newest first', async () => {
  const variantId = await inventory.addStock(near, 9)
  const orders: string[] = []
  for (const quantity of [1, 2, 3]) orders.push(await inventory.placeOrder([{ variantId, quantity }]))
  const filter = { variantId: variantGid(variantId) }
  const first = (await inventory.execute(MOVEMENTS, { first: 2, filter })).data.stockMovements
  expect(first).toMatchObject({ nodes: [{ reservedDelta: 3 }, { reservedDelta: 2 }], pageInfo: { hasNextPage: true } })
  const rest = (await inventory.execute(MOVEMENTS, { first: 2, after: first.pageInfo.endCursor, filter })).data
    .stockMovements
  expect(rest.nodes).toMatchObject([
    { kind: 'ALLOCATION', reservedDelta: 1, order: { id: toGlobalId('Order', orders[0] ?? '') } },
  ])
  const ofOrder = { filter: { orderId: toGlobalId('Order', orders[1] ?? '') } }
  expect((await inventory.execute(MOVEMENTS, ofOrder)).data.stockMovements.nodes).toMatchObject([{ reservedDelta: 2 }])
  expect((await inventory.execute(MOVEMENTS, {}, ['CUSTOMER'])).errors[0].extensions.code).toBe('FORBIDDEN')
})

it('locations are added, renamed and put in another order by staff', async () => {
  const create = `mutation ($input: CreateLocationInput!) { createLocation(input: $input) { location { id priority } userErrors { code } } }`
  const update = `mutation ($input: UpdateLocationInput!) { updateLocation(input: $input) { location { name priority } userErrors { code } } }`
  const place = { name: 'Attic', city: 'Utrecht', countryCode: 'NL', priority: 70 }
  const added = (await inventory.execute(create, { input: place })).data.createLocation
  const codes = async (change: object) =>
    codesOf((await inventory.execute(create, { input: { ...place, ...change } })).data.createLocation)
  expect(await codes({ priority: 71 })).toEqual(['NAME_TAKEN'])
  expect(await codes({ name: 'Cellar' })).toEqual(['PRIORITY_TAKEN'])
  expect(await codes({ name: ' ', countryCode: 'XX', priority: 0 })).toEqual([
    'BLANK',
    'INVALID_COUNTRY_CODE',
    'OUT_OF_RANGE',
  ])
  const moved = await inventory.execute(update, { input: { id: added.location.id, priority: 1 } })
  expect(moved.data.updateLocation.location).toEqual({ name: 'Attic', priority: 1 })
  const { data } = await inventory.execute('{ locations { name priority } }')
  expect(data.locations).toMatchObject([
    { name: 'Attic' },
    { name: 'Warehouse 2' },
    { name: 'Warehouse 1', priority: 70 },
  ])
})
