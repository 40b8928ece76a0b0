import { migrate } from '@shop/postgres/migrate'
import { listMigrations } from '@shop/postgres/migrations-folder'
import { createEmptyDatabase, openTestPool } from '@shop/testkit/database'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const MIGRATION = '20261127080000_dead_letters_without_email'

const insert = `
  INSERT INTO dead_letters (id, consumer, event_id, event, attempts, error, failed_at)
  SELECT gen_random_uuid(), 'tests', gen_random_uuid(), event, 1, 'broken', clock_timestamp() FROM unnest($1::jsonb[]) AS event`

/** A database as it was the moment before the migration. */
async function openBefore(migrations: string) {
  const earlier = mkdtempSync(join(tmpdir(), 'shop-test-earlier-'))
  for (const name of listMigrations(migrations))
    if (name < MIGRATION) cpSync(join(migrations, name), join(earlier, name), { recursive: true })
  const { url, drop } = await createEmptyDatabase()
  const pool = openTestPool(url)
  onTestFinished(async () => {
    await pool.end()
    await drop()
  })
  await migrate(url, earlier)
  rmSync(earlier, { recursive: true })
  return { url, pool }
}

test.each(['inventory', 'payments', 'users'])(
  'dead letters that %s had before lose their buyer’s email, and nothing else',
  async (subgraph) => {
    const migrations = join(import.meta.dirname, '..', subgraph, 'migrations')
    const { url, pool } = await openBefore(migrations)
    const placed = { type: 'OrderPlaced', data: { email: 'ada@example.com', number: '1001', lines: [{ quantity: 2 }] } }
    const other = { type: 'VariantChanged', data: { title: 'Mug' } }
    await pool.query(insert, [[placed, other].map((event) => JSON.stringify(event))])
    await migrate(url, migrations)
    const { rows } = await pool.query<{ event: unknown }>("SELECT event FROM dead_letters ORDER BY event ->> 'type'")
    expect(rows.map(({ event }) => event)).toEqual([{ ...placed, data: { ...placed.data, email: '' } }, other])
  },
)
