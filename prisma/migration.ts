// npm run migration:create -- <subgraph> <name> [--empty]    writes the next migration from what schema.prisma has in addition
// npm run migration:check                                    fails when a schema.prisma says something else than its migrations
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { removeEmbeddedData, startEmbeddedPostgres } from '@shop/postgres/embedded'
import { listMigrations } from '@shop/postgres/migrations-folder'
import { checkDrift, createMigrationSql } from '@shop/postgres/schema-engine'
import { subgraphNames } from './databases.ts'

const EMPTY_MIGRATION = '-- What schema.prisma cannot say: CHECK constraints, triggers, indexes on expressions, data.\n'

/** Something to tell whoever typed the command, without a stack trace. */
class CommandError extends Error {
  override name = 'CommandError'
}

/**
 * Writes `<folder>/migrations/<UTC timestamp>_<name>/migration.sql` and answers its path. Throws when the migrations have
 * all that `<folder>/schema.prisma` has, unless an empty one is asked for.
 */
export async function createMigration(
  serverUrl: string,
  folder: string,
  name: string,
  { empty = false }: { empty?: boolean } = {},
): Promise<string> {
  if (!/^[a-z][a-z0-9_]{0,80}$/.test(name)) {
    throw new CommandError(`"${name}" is no name for a migration: small letters, digits and _, such as add_order_notes`)
  }
  const migrationsFolder = join(folder, 'migrations')
  const migration = `${timestamp(new Date())}_${name}`
  const last = listMigrations(migrationsFolder).at(-1)
  if (last !== undefined && last >= migration) {
    throw new CommandError(`${migration} would come before ${last}: check this machine's clock`)
  }
  const comparison = { serverUrl, migrationsFolder, schemaPath: join(folder, 'schema.prisma') }
  const sql = empty ? EMPTY_MIGRATION : await createMigrationSql(comparison)
  if (sql === undefined) {
    throw new CommandError(
      'schema.prisma has nothing that the migrations have not; --empty writes a file for SQL of your own',
    )
  }
  const path = join(migrationsFolder, migration, 'migration.sql')
  mkdirSync(join(migrationsFolder, migration), { recursive: true })
  writeFileSync(path, `${sql.trim()}\n`)
  return path
}

/** What is wrong with one subgraph's migrations, in words; undefined when nothing is. */
export async function describeDrift(serverUrl: string, folder: string): Promise<string | undefined> {
  const schemaPath = join(folder, 'schema.prisma')
  if (!existsSync(schemaPath)) return `there is no ${schemaPath}`
  const drift = await checkDrift({ serverUrl, migrationsFolder: join(folder, 'migrations'), schemaPath })
  if (!drift) return undefined
  return `schema.prisma is ahead of the migrations by\n\n${drift.summary}\n\nThis SQL would be missing:\n\n${drift.sql}`
}

function timestamp(now: Date): string {
  return now.toISOString().replaceAll(/\D/g, '').slice(0, 14)
}

async function withServer(work: (serverUrl: string) => Promise<void>): Promise<void> {
  const dataFolder = join(tmpdir(), `shop-migration-${randomUUID()}`)
  const server = await startEmbeddedPostgres({ dataFolder, fsync: false })
  try {
    await work(server.superuserUrl)
  } finally {
    await server.stop()
    await removeEmbeddedData(dataFolder)
  }
}

async function runCreate(parameters: string[]): Promise<void> {
  const empty = parameters.includes('--empty')
  const [subgraph = '', name = ''] = parameters.filter((parameter) => parameter !== '--empty')
  if (!subgraphNames.some((known) => known === subgraph)) {
    throw new CommandError(`usage: migration create <${subgraphNames.join('|')}> <name> [--empty]`)
  }
  await withServer(async (serverUrl) => {
    const path = await createMigration(serverUrl, join(import.meta.dirname, subgraph), name, { empty })
    process.stdout.write(
      `${relative(process.cwd(), path)}\nRead it, and add what schema.prisma cannot say, before you commit it.\n`,
    )
  })
}

async function runCheck(): Promise<void> {
  await withServer(async (serverUrl) => {
    for (const subgraph of subgraphNames) {
      const problem = await describeDrift(serverUrl, join(import.meta.dirname, subgraph)).catch((error: unknown) =>
        error instanceof Error ? error.message : String(error),
      )
      process.stdout.write(`${subgraph}: ${problem ?? 'migrations and schema.prisma agree'}\n`)
      if (problem !== undefined) process.exitCode = 1
    }
  })
  if (process.exitCode === 1)
    process.stdout.write('\nnpm run migration:create -- <subgraph> <name> writes what is missing.\n')
}

async function run([command, ...parameters]: string[]): Promise<void> {
  try {
    if (command === 'create') await runCreate(parameters)
    else if (command === 'check') await runCheck()
    else throw new CommandError('usage: migration create <subgraph> <name> [--empty] | migration check')
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await run(process.argv.slice(2))
