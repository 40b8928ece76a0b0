import { generateClient } from '@shop/prisma/generate'
import { withScratchDatabase } from '@shop/postgres/scratch-database'
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'

// Inside the workspace, because the generated client has to find @prisma/client.
const folder = join(import.meta.dirname, '..', '.data', `generate-test-${randomUUID()}`)
const schemaPath = join(folder, 'schema.prisma')
const output = join(folder, 'generated')

const SCHEMA = `generator client {
  provider               = "prisma-client"
  output                 = "./generated"
  runtime                = "nodejs"
  moduleFormat           = "esm"
  generatedFileExtension = "ts"
  importFileExtension    = "ts"
  previewFeatures        = ["relationJoins"]
}

datasource db {
  provider = "postgresql"
}

model Author {
  id    Int    @id
  name  String
  books Book[]
}

model Book {
  id       Int    @id
  title    String
  authorId Int
  author   Author @relation(fields: [authorId], references: [id])
}
`

const PROGRAM = `import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './generated/client.ts'

const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.argv[2] }) })
await prisma.author.create({ data: { id: 1, name: 'Ada', books: { create: [{ id: 1, title: 'Notes' }] } } })
const authors = await prisma.author.findMany({ relationLoadStrategy: 'join', include: { books: true } })
await prisma.$disconnect()
console.log(JSON.stringify(authors))
`

beforeAll(() => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(schemaPath, SCHEMA)
})

afterAll(() => rmSync(folder, { recursive: true }))

test('a client is generated once, and again when its schema changes', async () => {
  expect(await generateClient(schemaPath, output)).toBe(true)
  expect(await generateClient(schemaPath, output)).toBe(false)
  appendFileSync(schemaPath, 'model Shelf {\n  id Int @id\n}\n')
  expect(await generateClient(schemaPath, output)).toBe(true)
})

test('Node runs the generated client without a build step, joins included', async () => {
  await generateClient(schemaPath, output)
  const program = join(folder, 'program.ts')
  writeFileSync(program, PROGRAM)
  await withScratchDatabase(inject('postgresUrl'), async (url) => {
    const client = new pg.Client(url)
    await client.connect()
    await client.query(`CREATE TABLE "Author" (id int PRIMARY KEY, name text NOT NULL)`)
    await client.query(`CREATE TABLE "Book" (id int PRIMARY KEY, title text NOT NULL, "authorId" int NOT NULL)`)
    await client.end()
    const { stdout } = await promisify(execFile)(process.execPath, [program, url])
    expect(JSON.parse(stdout)).toEqual([{ id: 1, name: 'Ada', books: [{ id: 1, title: 'Notes', authorId: 1 }] }])
  })
})
