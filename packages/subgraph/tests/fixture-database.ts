import { createEmptyDatabase } from '@shop/testkit/database'
import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type * as generatorPackage from '@prisma/client-generator-ts'
import type * as internalsPackage from '@prisma/internals'
import { createDatabase } from '../src/database.ts'
import type { Database } from '../src/database.ts'
import { createLog } from '../src/log.ts'
import type { SqlExecutor, TransactionalDatabase } from '@shop/events/sql-executor'

/** What the tests use of the client that Prisma generates from fixture.prisma, which is not there when types are checked. */
export type FixtureClient = TransactionalDatabase<FixtureTransaction & Required<SqlExecutor>> &
  FixtureTransaction & { $disconnect(): Promise<void> }
export type Counter = { id: string; value: number; changedAt: Date }
export type FixtureTransaction = SqlExecutor & {
  counter: {
    create(query: { data: { id: string; value: number } }): Promise<Counter>
    createMany(query: { data: { id: string; value: number; changedAt?: Date }[] }): Promise<unknown>
    findMany(query: { where?: object; orderBy?: object[]; take?: number }): Promise<Counter[]>
    findUnique(query: { where: { id: string } }): Promise<Counter | null>
    update(query: { where: { id: string }; data: { value: { increment: number } } }): Promise<Counter>
  }
}

const require = createRequire(import.meta.url)
const counters =
  'CREATE TABLE counters (id text PRIMARY KEY, value integer NOT NULL, changed_at timestamptz(3) DEFAULT now())'

async function loadClientClass(folder: string): Promise<new (options: object) => FixtureClient> {
  const { getGenerators, loadSchemaContext } = require('@prisma/internals') as typeof internalsPackage
  const { PrismaClientTsGenerator } = require('@prisma/client-generator-ts') as typeof generatorPackage
  const schema = fileURLToPath(new URL('fixture.prisma', import.meta.url))
  const [generator] = await getGenerators({
    schemaContext: await loadSchemaContext({ schemaPath: { cliProvidedPath: schema }, printLoadMessage: false }),
    registry: { 'prisma-client': { type: 'in-process', generator: new PrismaClientTsGenerator() } },
    cliCommand: 'generate',
  })
  if (!generator?.options) throw new Error('fixture.prisma has no generator')
  generator.options.generator.output = { value: folder, fromEnvVar: null }
  await generator.generate()
  generator.stop()
  const generated = pathToFileURL(join(folder, 'client.ts')).href
  return ((await import(generated)) as { PrismaClient: new (options: object) => FixtureClient }).PrismaClient
}

/** A database of a test file with the tables of fixture.prisma and of idempotency keys. */
export async function createFixtureDatabase(): Promise<Database<FixtureClient>> {
  const { url, drop } = await createEmptyDatabase()
  // One for each test file, as they run side by side; inside the package, where the client finds Prisma's runtime.
  const folder = fileURLToPath(new URL(`generated/${randomUUID()}`, import.meta.url))
  const database = createDatabase(url, await loadClientClass(folder), {
    log: createLog({ name: 'test', level: 'silent' }),
  })
  const sql = readFileSync(new URL('../sql/idempotency-keys.sql', import.meta.url), 'utf8')
  await database.pool.query(`${sql}; ${counters}`)
  const stop = async () => {
    await database.stop()
    await drop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { ...database, stop }
}
