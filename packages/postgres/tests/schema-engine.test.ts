import { checkDrift, createMigrationSql } from '@shop/postgres/schema-engine'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shop-test-schema-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

const TABLE = 'CREATE TABLE item (id int PRIMARY KEY, title text NOT NULL, price int NOT NULL);'

/** Writes both sides: what one migration makes, and the fields and attributes of the model. */
function comparison(sql: string, fields = '', previewFeatures = ''): Parameters<typeof checkDrift>[0] {
  mkdirSync(join(folder, '1_initial'), { recursive: true })
  writeFileSync(join(folder, '1_initial', 'migration.sql'), sql)
  const schema = `generator client {
  provider        = "prisma-client"
  output          = "./generated"
  previewFeatures = [${previewFeatures}]
}
datasource db {
  provider = "postgresql"
}
model item {
  id    Int    @id
  title String
  price Int
  ${fields}
}
`
  writeFileSync(join(folder, 'schema.prisma'), schema)
  return { serverUrl: inject('postgresUrl'), migrationsFolder: folder, schemaPath: join(folder, 'schema.prisma') }
}

describe('drift', () => {
  test('is none when the migrations make what the schema says', async () => {
    expect(await checkDrift(comparison(TABLE))).toBeUndefined()
  })

  test('is told as an outline and as SQL', async () => {
    const drift = await checkDrift(comparison(TABLE, 'notes String?'))
    expect(drift?.summary).toContain('Added column `notes`')
    expect(drift?.sql).toContain('ALTER TABLE "item" ADD COLUMN     "notes" TEXT')
  })

  test.each([
    ['a column', 'ALTER TABLE item ADD COLUMN extra int'],
    ['an index', 'CREATE INDEX ON item (title)'],
    ['a default', 'ALTER TABLE item ALTER COLUMN price SET DEFAULT 5'],
    ['an enum', "CREATE TYPE colour AS ENUM ('RED')"],
    ['a foreign key', 'CREATE TABLE other (id int PRIMARY KEY REFERENCES item)'],
  ])('is %s that only the migrations have', async (_, sql) => {
    expect(await checkDrift(comparison(`${TABLE} ${sql};`))).toBeDefined()
  })

  test.each([
    ['CHECK constraint', 'ALTER TABLE item ADD CHECK (price >= 0)'],
    ['exclusion constraint', 'CREATE EXTENSION btree_gist; ALTER TABLE item ADD EXCLUDE USING gist (price WITH =)'],
    ['view', 'CREATE VIEW cheap AS SELECT * FROM item'],
    ['index on an expression', 'CREATE UNIQUE INDEX ON item (lower(title))'],
    ['text search index on an expression', "CREATE INDEX ON item USING gin (to_tsvector('english', title))"],
    ['partial index (without the preview feature partialIndexes)', 'CREATE INDEX ON item (title) WHERE price > 0'],
    [
      'trigger',
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END; $$;
       CREATE TRIGGER frozen BEFORE DELETE ON item FOR EACH ROW EXECUTE FUNCTION refuse()`,
    ],
  ])('is not what the schema language cannot say: %s', async (_, sql) => {
    expect(await checkDrift(comparison(`${TABLE} ${sql};`))).toBeUndefined()
  })

  test('is not a generated text search column with its index, once both are declared', async () => {
    const sql = `${TABLE}
      ALTER TABLE item ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('english', title)) STORED;
      CREATE INDEX item_search_idx ON item USING gin (search);`
    const fields = 'search Unsupported("tsvector")? @default(dbgenerated())\n  @@index([search], type: Gin)'
    expect(await checkDrift(comparison(sql, fields))).toBeUndefined()
  })

  test('is a partial index that partialIndexes lets the schema say, until it says it', async () => {
    const sql = `${TABLE} CREATE INDEX item_title_idx ON item (title) WHERE price > 0;`
    expect(await checkDrift(comparison(sql, '', '"partialIndexes"'))).toBeDefined()
    const declared = '@@index([title], where: raw("(price > 0)"))'
    expect(await checkDrift(comparison(sql, declared, '"partialIndexes"'))).toBeUndefined()
  })

  test('is not looked for in a schema that is not valid, or after a migration that fails', async () => {
    await expect(checkDrift(comparison(TABLE, 'broken Strin'))).rejects.toThrow(/Strin/)
    await expect(checkDrift(comparison('CREATE TABLE;'))).rejects.toThrow('migration 1_initial')
  })
})

describe('the SQL of a new migration', () => {
  test('closes the gap: with it applied there is no drift', async () => {
    const both = comparison(TABLE, 'notes String?\n  @@index([title])')
    const sql = await createMigrationSql(both)
    mkdirSync(join(folder, '2_next'))
    writeFileSync(join(folder, '2_next', 'migration.sql'), sql!)
    expect(await checkDrift(both)).toBeUndefined()
  })

  test('is undefined when there is no gap', async () => {
    expect(await createMigrationSql(comparison(TABLE))).toBeUndefined()
  })
})
