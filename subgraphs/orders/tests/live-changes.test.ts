import { createTestDatabase, openTestPool } from '@shop/testkit/database'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'

// What the triggers write down, whatever the statement is; what is told of it is in live.test.ts and resume.test.ts.

type Change = { kind: string; topics: string[]; id: string; version: number; isNow: boolean }
type Pool = ReturnType<typeof openTestPool>

const NEW_ORDER = `INSERT INTO orders AS known (id, owner_id, owner_kind, email, currency_code, subtotal, discount_total, shipping_total,
    total, recipient, line1, city, postal_code, country_code, placed_at, updated_at)
  SELECT id, id, 'USER', 'a@b.c', 'EUR', 200, 0, 0, 200, 'A', 'B', 'C', 'D', 'NL', now(), now() FROM unnest($1::uuid[]) AS id`

let pool: Pool
let drop: () => Promise<void>
beforeAll(async () => {
  const database = await createTestDatabase('orders')
  drop = database.drop
  pool = openTestPool(database.url)
})
afterAll(async () => {
  await pool?.end()
  await drop?.()
})

/** What the log holds after a statement that it did not hold before. */
async function changesOf(sql: string, ...values: unknown[]): Promise<Change[]> {
  const [last] = (
    await pool.query<{ position: string }>('SELECT coalesce(max(position), 0) AS position FROM live_changes')
  ).rows
  await pool.query(sql, values)
  const { rows } = await pool.query<Change>(
    `SELECT kind, topics, data ->> 'id' AS id, (data ->> 'version')::integer AS version,
            CASE kind WHEN 'order' THEN data = (SELECT to_jsonb(orders) FROM orders WHERE id = (data ->> 'id')::uuid)
                      ELSE data = (SELECT to_jsonb(shipments) FROM shipments WHERE id = (data ->> 'id')::uuid) END AS "isNow"
       FROM live_changes WHERE position > $1 ORDER BY position`,
    [last?.position],
  )
  return rows
}

async function placeOrders(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID())
  await pool.query(NEW_ORDER, [ids])
  return ids
}

const byId = (changes: readonly Change[]) => new Map(changes.map((change) => [change.id, change]))

test('one statement writes down each order that it places, and each whose version it changes', async () => {
  const ids = Array.from({ length: 50 }, () => randomUUID())
  const placed = await changesOf(NEW_ORDER, ids)
  expect(byId(placed)).toEqual(
    new Map(
      ids.map((id) => [
        id,
        { kind: 'order', id, topics: [`order:${id}`, `orders-of:${id}`, 'orders-placed'], version: 1, isNow: true },
      ]),
    ),
  )
  const every = await changesOf('UPDATE orders SET version = version + 1 WHERE id = ANY ($1)', ids)
  expect(byId(every)).toEqual(
    new Map(
      ids.map((id) => [id, { kind: 'order', id, topics: [`order:${id}`, `orders-of:${id}`], version: 2, isNow: true }]),
    ),
  )
  const half = ids.slice(0, 25)
  const some = await changesOf(
    `UPDATE orders SET version = version + (id = ANY ($2))::integer, updated_at = now() WHERE id = ANY ($1)`,
    ids,
    half,
  )
  expect(some).toHaveLength(25)
  expect(new Set(some.map(({ id }) => id))).toEqual(new Set(half))
  expect(await changesOf('UPDATE orders SET updated_at = now() WHERE id = ANY ($1)', ids)).toEqual([])
})

test('of two changes of an order in one transaction the later one has the higher position', async () => {
  const ids = await placeOrders(20)
  const twice = `UPDATE orders SET version = version + 1 WHERE id IN ('${ids.join("', '")}');`
  const changes = await changesOf(twice + twice)
  expect(changes).toHaveLength(40)
  for (const id of ids) {
    expect(changes.filter((change) => change.id === id).map(({ version }) => version)).toEqual([2, 3])
  }
})

test('who owned an order before hears that it is another’s, beside orders that stay', async () => {
  const [given = '', kept = ''] = await placeOrders(2)
  const owner = randomUUID()
  const changes = await changesOf(
    `UPDATE orders SET version = version + 1, owner_id = CASE id WHEN $1 THEN $3::uuid ELSE owner_id END WHERE id IN ($1, $2)`,
    given,
    kept,
    owner,
  )
  expect(byId(changes).get(given)?.topics).toEqual([`order:${given}`, `orders-of:${owner}`, `orders-of:${given}`])
  expect(byId(changes).get(kept)?.topics).toEqual([`order:${kept}`, `orders-of:${kept}`])
})

test('orders that lose their personal data lose their earlier changes, those beside them do not', async () => {
  const [first = '', second = '', other = ''] = await placeOrders(3)
  await changesOf(
    `UPDATE orders SET version = version + 1, email = CASE id WHEN $3 THEN email ELSE '' END,
       owner_erased_at = CASE id WHEN $3 THEN NULL ELSE now() END WHERE id IN ($1, $2, $3)`,
    first,
    second,
    other,
  )
  const { rows } = await pool.query<{ id: string; versions: number[] }>(
    `SELECT data ->> 'id' AS id, array_agg((data ->> 'version')::integer ORDER BY position) AS versions FROM live_changes
      WHERE topics && $1 GROUP BY 1`,
    [[first, second, other].map((id) => `order:${id}`)],
  )
  expect(new Map(rows.map(({ id, versions }) => [id, versions]))).toEqual(
    new Map([
      [first, [2]],
      [second, [2]],
      [other, [1, 2]],
    ]),
  )
})

test('an upsert and the parts of one statement each write down what they changed, once', async () => {
  const [known = '', changed = '', parcelsOf = ''] = await placeOrders(3)
  const added = randomUUID()
  const upserted = await changesOf(`${NEW_ORDER} ON CONFLICT (id) DO UPDATE SET version = known.version + 1`, [
    known,
    added,
  ])
  expect(upserted.map(({ id, version }) => `${id} ${version}`).toSorted()).toEqual(
    [`${known} 2`, `${added} 1`].toSorted(),
  )
  const parcel = randomUUID()
  const inParts = await changesOf(
    `WITH one AS (UPDATE orders SET version = version + 1 WHERE id = $1),
          parcels AS (INSERT INTO shipments (id, order_id, location_id, carrier, tracking_code, created_at)
                      SELECT id, $3, id, 'sandbox', code, now() FROM (VALUES ($4::uuid, 'T1'), (gen_random_uuid(), NULL)) parcel (id, code))
     UPDATE orders SET version = version + 1 WHERE id = $2`,
    known,
    changed,
    parcelsOf,
    parcel,
  )
  expect(byId(inParts)).toEqual(
    new Map([
      [known, { kind: 'order', id: known, topics: [`order:${known}`, `orders-of:${known}`], version: 3, isNow: true }],
      [
        changed,
        { kind: 'order', id: changed, topics: [`order:${changed}`, `orders-of:${changed}`], version: 2, isNow: true },
      ],
      [parcel, { kind: 'shipment', id: parcel, topics: [`deliveries-of:${parcelsOf}`], version: 1, isNow: true }],
    ]),
  )
  expect(inParts).toHaveLength(3)
})

test('parcels are told of from the moment that the carrier knows them', async () => {
  const [order] = await placeOrders(1)
  const plan = `INSERT INTO shipments (id, order_id, location_id, carrier, created_at)
    SELECT gen_random_uuid(), $1, $1, 'sandbox', now() FROM generate_series(1, 3)`
  expect(await changesOf(plan, order)).toEqual([])
  const count = 'UPDATE shipments SET version = version + 1 WHERE order_id = $1'
  expect(await changesOf(count, order)).toEqual([])
  await pool.query('UPDATE shipments SET tracking_code = id WHERE order_id = $1', [order])
  const told = await changesOf(count, order)
  expect(told.map(({ version, isNow, topics }) => ({ version, isNow, topics }))).toEqual(
    Array.from({ length: 3 }, () => ({ version: 3, isNow: true, topics: [`deliveries-of:${order}`] })),
  )
  expect(await changesOf('UPDATE shipments SET carrier_attempts = 1 WHERE order_id = $1', order)).toEqual([])
})
