import { migrate } from '@shop/postgres/migrate'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { seed } from './seed.ts'

const url = new URL(inject('postgresUrl'))
url.pathname = `/test_payments_seed_${randomUUID().slice(0, 8)}`
const quiet = { scale: 1, log: () => undefined }
let pool: pg.Pool

beforeAll(async () => {
  await migrate(url.href, join(import.meta.dirname, 'migrations'))
  await seed(url.href, quiet)
  pool = new pg.Pool({ connectionString: url.href })
})
afterAll(async () => {
  await pool.end()
  const admin = new pg.Client(inject('postgresUrl'))
  await admin.connect()
  await admin.query(`DROP DATABASE ${pg.escapeIdentifier(url.pathname.slice(1))} WITH (FORCE)`)
  await admin.end()
})

test('the past is booked to the cent, and the sandbox provider keeps the same', async () => {
  const { rows } = await pool.query<Record<string, string>>(`
    SELECT (SELECT sum(amount) FROM ledger_entries) AS sum,
      (SELECT sum(amount) FROM ledger_entries WHERE account = 'PROVIDER') AS provider,
      (SELECT sum(amount_captured - amount_refunded) FROM payments) AS kept,
      (SELECT sum(amount_captured - amount_refunded) FROM sandbox.intents) AS keptByProvider`)
  expect(rows[0]?.sum).toBe('0')
  expect(Number(rows[0]?.provider)).toBeGreaterThan(0)
  expect(rows[0]?.kept).toBe(rows[0]?.provider)
  expect(rows[0]?.keptbyprovider).toBe(rows[0]?.provider)
})

test('nothing of it waits for a worker', async () => {
  const { rows } = await pool.query(`
    SELECT (SELECT count(*)::int FROM payments WHERE due_at IS NOT NULL) AS payments,
      (SELECT count(*)::int FROM refunds WHERE due_at IS NOT NULL) AS refunds`)
  expect(rows).toEqual([{ payments: 0, refunds: 0 }])
})

test('a second run adds nothing', async () => {
  const count = async () => (await pool.query<{ count: string }>('SELECT count(*) FROM payments')).rows[0]?.count
  const before = await count()
  await seed(url.href, quiet)
  expect(await count()).toBe(before)
})
