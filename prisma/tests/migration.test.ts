import { createMigration, describeDrift } from '@shop/prisma/migration'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'

let folder: string
const serverUrl = inject('postgresUrl')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shop-test-prisma-'))
  writeSchema('')
})

afterEach(() => rmSync(folder, { recursive: true }))

function writeSchema(fields: string): void {
  const schema = `datasource db {\n  provider = "postgresql"\n}\n\nmodel Item {\n  id Int @id\n  ${fields}\n}\n`
  writeFileSync(join(folder, 'schema.prisma'), schema)
}

test('the first migration makes the whole schema, the next one what was added', async () => {
  const first = await createMigration(serverUrl, folder, 'initial')
  expect(first).toMatch(/\/migrations\/\d{14}_initial\/migration\.sql$/)
  expect(readFileSync(first, 'utf8')).toContain('CREATE TABLE "Item"')
  expect(await describeDrift(serverUrl, folder)).toBeUndefined()

  writeSchema('title String?')
  expect(await describeDrift(serverUrl, folder)).toContain('Added column `title`')
  const second = await createMigration(serverUrl, folder, 'z_add_title')
  expect(readFileSync(second, 'utf8')).toBe('-- AlterTable\nALTER TABLE "Item" ADD COLUMN     "title" TEXT;\n')
  expect(await describeDrift(serverUrl, folder)).toBeUndefined()
})

test('without anything to add only an empty one is written', async () => {
  await createMigration(serverUrl, folder, 'initial')
  await expect(createMigration(serverUrl, folder, 'nothing')).rejects.toThrow(
    'has nothing that the migrations have not',
  )
  const path = await createMigration(serverUrl, folder, 'own_sql', { empty: true })
  expect(readFileSync(path, 'utf8')).toMatch(/^-- What schema.prisma cannot say/)
})

test.each(['', 'Add-Title', '../../escape', '1_first'])('"%s" is no name for a migration', async (name) => {
  await expect(createMigration(serverUrl, folder, name)).rejects.toThrow('is no name for a migration')
})

test('a folder without a schema counts as drift and not as agreement', async () => {
  rmSync(join(folder, 'schema.prisma'))
  expect(await describeDrift(serverUrl, folder)).toContain('there is no')
})
