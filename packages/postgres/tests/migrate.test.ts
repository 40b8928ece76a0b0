import { migrate } from '@shop/postgres/migrate'
import { createEmptyDatabase } from '@shop/testkit/database'
import { waitUntil } from '@shop/testkit/wait-until'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'

let migrations: string
let database: { url: string; drop(): Promise<void> }

beforeEach(async () => {
  migrations = mkdtempSync(join(tmpdir(), 'shop-test-migrations-'))
  database = await createEmptyDatabase()
})

afterEach(async () => {
  rmSync(migrations, { recursive: true })
  await database.drop()
})

function write(name: string, sql: string): void {
  mkdirSync(join(migrations, name), { recursive: true })
  writeFileSync(join(migrations, name, 'migration.sql'), sql)
}

async function query<Row>(sql: string): Promise<Row[]> {
  const client = new pg.Client(database.url)
  await client.connect()
  try {
    return (await client.query(sql)).rows as Row[]
  } finally {
    await client.end()
  }
}

test('migrations are applied once, in the order of their names', async () => {
  write('2_second', 'ALTER TABLE item ADD COLUMN title text;')
  write('1_first', 'CREATE TABLE item (id int); CREATE INDEX ON item (id);')
  expect(await migrate(database.url, migrations)).toEqual(['1_first', '2_second'])
  expect(await migrate(database.url, migrations)).toEqual([])
  write('3_third', 'DROP TABLE item;')
  expect(await migrate(database.url, migrations)).toEqual(['3_third'])
})

test('the bookkeeping is what the Prisma CLI expects: one finished step with the checksum of the script', async () => {
  write('1_first', 'SELECT 1;')
  await migrate(database.url, migrations)
  const rows = await query(
    'SELECT migration_name, checksum, applied_steps_count, finished_at IS NOT NULL AS finished FROM _prisma_migrations',
  )
  const checksum = '17db4fd369edb9244b9f91d9aeed145c3d04ad8ba6e95d06247f07a63527d11a'
  expect(rows).toEqual([{ migration_name: '1_first', checksum, applied_steps_count: 1, finished: true }])
})

test('a database that does not exist is created', async () => {
  write('1_first', 'CREATE TABLE item (id int);')
  await database.drop()
  expect(await migrate(database.url, migrations)).toEqual(['1_first'])
  expect(await query('SELECT * FROM item')).toEqual([])
})

test('processes that start together apply each migration once', async () => {
  write('1_first', 'SELECT pg_sleep(0.1); CREATE TABLE item (id int);')
  await database.drop()
  const results = await Promise.all(Array.from({ length: 4 }, () => migrate(database.url, migrations)))
  expect(results.flat()).toEqual(['1_first'])
})

test('a script that fails leaves nothing, and is tried again once it is corrected', async () => {
  write('1_first', 'CREATE TABLE item (id int); SELECT 1 / 0;')
  await expect(migrate(database.url, migrations)).rejects.toThrow('migration 1_first: division by zero')
  expect(await query("SELECT to_regclass('item') AS item")).toEqual([{ item: null }])
  write('1_first', 'CREATE TABLE item (id int);')
  expect(await migrate(database.url, migrations)).toEqual(['1_first'])
})

test('a connection that is lost in the middle of a script leaves nothing to put right, and ends nothing else', async () => {
  write('1_first', 'CREATE TABLE item (id int); SELECT pg_sleep(60);')
  const lost = migrate(database.url, migrations).catch(String)
  await waitUntil(async () => {
    const ended = await query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND wait_event = 'PgSleep'`)
    return ended.length > 0
  })
  expect(await lost).toMatch(/terminat/)
  write('1_first', 'CREATE TABLE item (id int);')
  expect(await migrate(database.url, migrations)).toEqual(['1_first'])
})

test('a script that fails after a commit of its own is not tried again until somebody has looked', async () => {
  write('1_first', 'BEGIN; CREATE TABLE item (id int); COMMIT; SELECT 1 / 0;')
  await expect(migrate(database.url, migrations)).rejects.toThrow('division by zero')
  await expect(migrate(database.url, migrations)).rejects.toThrow('migration 1_first: was left unfinished')
})

test('a migration that was edited after it was applied is refused', async () => {
  write('1_first', 'CREATE TABLE item (id int);')
  await migrate(database.url, migrations)
  write('1_first', 'CREATE TABLE item (id bigint);')
  await expect(migrate(database.url, migrations)).rejects.toThrow('migration 1_first: was edited')
})

test('other line ends are not an edit', async () => {
  write('1_first', 'CREATE TABLE item (\n  id int\n);\n')
  await migrate(database.url, migrations)
  write('1_first', 'CREATE TABLE item (\r\n  id int\r\n);\r\n')
  expect(await migrate(database.url, migrations)).toEqual([])
})

test('a folder without a script is an error and not a migration that does nothing', async () => {
  mkdirSync(join(migrations, '1_first'))
  await expect(migrate(database.url, migrations)).rejects.toThrow('has no migration.sql')
})
