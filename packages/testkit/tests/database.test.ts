import { createMigratedDatabase, createEmptyDatabase } from '@shop/testkit/database'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let migrations: string

beforeAll(() => {
  migrations = mkdtempSync(join(tmpdir(), 'shop-test-migrations-'))
  mkdirSync(join(migrations, '1_initial'))
  writeFileSync(join(migrations, '1_initial', 'migration.sql'), 'CREATE TABLE item (id int PRIMARY KEY);')
})

afterAll(() => rmSync(migrations, { recursive: true }))

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

describe('test databases', () => {
  test('each has the tables, and sees nothing of the others', async () => {
    const [first, second] = await Promise.all([
      createMigratedDatabase('sample', migrations),
      createMigratedDatabase('sample', migrations),
    ])
    await query(first.url, 'INSERT INTO item VALUES (1)')
    expect(await query(first.url, 'SELECT * FROM item')).toEqual([{ id: 1 }])
    expect(await query(second.url, 'SELECT * FROM item')).toEqual([])
    await first.drop()
    await second.drop()
    await expect(query(first.url, 'SELECT 1')).rejects.toThrow(/does not exist/)
  })

  test('many at once share one template', async () => {
    const databases = await Promise.all(Array.from({ length: 8 }, () => createMigratedDatabase('many', migrations)))
    const rows = await query(databases[0]!.url, "SELECT datname FROM pg_database WHERE datname LIKE 'template_many_%'")
    expect(rows).toHaveLength(1)
    await Promise.all(databases.map((database) => database.drop()))
  })

  test('changed migrations give a new template', async () => {
    const changed = mkdtempSync(join(tmpdir(), 'shop-test-migrations-'))
    mkdirSync(join(changed, '1_initial'))
    writeFileSync(join(changed, '1_initial', 'migration.sql'), 'CREATE TABLE other (id int PRIMARY KEY);')
    const database = await createMigratedDatabase('sample', changed)
    expect(await query(database.url, 'SELECT * FROM other')).toEqual([])
    await database.drop()
    rmSync(changed, { recursive: true })
  })

  test('a migration that fails leaves no template behind', async () => {
    const broken = mkdtempSync(join(tmpdir(), 'shop-test-migrations-'))
    mkdirSync(join(broken, '1_initial'))
    writeFileSync(join(broken, '1_initial', 'migration.sql'), 'CREATE TABLE;')
    await expect(createMigratedDatabase('broken', broken)).rejects.toThrow(/syntax error/)
    await expect(createMigratedDatabase('broken', broken)).rejects.toThrow(/syntax error/)
    rmSync(broken, { recursive: true })
  })

  test('dropping ends connections that are still open', async () => {
    const database = await createEmptyDatabase()
    const client = new pg.Client(database.url)
    const ended = new Promise((resolve) => client.on('error', resolve))
    await client.connect()
    await database.drop()
    expect(String(await ended)).toMatch(/terminat/)
    await client.end()
  })
})
