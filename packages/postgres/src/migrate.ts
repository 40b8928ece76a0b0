import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { isEnding } from './embedded-claim.ts'
import { listMigrations } from './migrations-folder.ts'
import { refuseOldServer } from './server-version.ts'

/** The lock that Prisma's own engine takes, so that its CLI and this function never migrate one database together. */
const PRISMA_ADVISORY_LOCK = 72707369

/** Prisma's own bookkeeping table, column for column, so that `prisma migrate status` and `deploy` agree with us. */
const BOOKKEEPING_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`

/** A migration that cannot be applied. The database keeps what it was before, unless `message` says otherwise. */
export class MigrationError extends Error {
  override name = 'MigrationError'
  migration: string

  constructor(migration: string, message: string, options?: ErrorOptions) {
    super(`migration ${migration}: ${message}`, options)
    this.migration = migration
  }
}

/**
 * Brings a database up to date with the folders `<migrationsFolder>/<timestamp>_<name>/migration.sql`, in the order of
 * their names, and answers the names that were applied now. The database is created when it does not exist.
 *
 * Safe to run from several processes at once (the others wait, then find nothing to do). Throws `MigrationError` when a
 * script fails, when an earlier one was left half-applied, or when an applied one was edited afterwards; refuses a server that is
 * too old.
 */
export async function migrate(databaseUrl: string, migrationsFolder: string): Promise<string[]> {
  const client = await connectOrCreate(databaseUrl)
  try {
    const { rows } = await client.query<{ version: number }>(
      `SELECT current_setting('server_version_num')::int AS version`,
    )
    refuseOldServer(rows[0]?.version ?? 0)
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_ADVISORY_LOCK])
    await client.query(BOOKKEEPING_TABLE)
    const done = await readApplied(client)
    const applied: string[] = []
    for (const name of listMigrations(migrationsFolder)) {
      const script = readFileSync(join(migrationsFolder, name, 'migration.sql'), 'utf8')
      const checksum = done.get(name)
      if (checksum === undefined) {
        await apply(client, name, script)
        applied.push(name)
      } else if (!checksumsOf(script).includes(checksum)) {
        throw new MigrationError(
          name,
          'was edited after it was applied to this database; write a new migration instead',
        )
      }
    }
    return applied
  } finally {
    await client.end()
  }
}

async function connectOrCreate(databaseUrl: string): Promise<pg.Client> {
  try {
    return await connect(databaseUrl)
  } catch (error) {
    if (!hasCode(error, '3D000')) throw error
  }
  await createDatabase(databaseUrl)
  return connect(databaseUrl)
}

async function connect(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client(databaseUrl)
  // That the connection is lost is told by the statement under way, or by the next; without a listener it would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end()
    throw error
  }
}

async function createDatabase(databaseUrl: string): Promise<void> {
  const url = new URL(databaseUrl)
  const name = decodeURIComponent(url.pathname.slice(1))
  url.pathname = '/postgres'
  const admin = await connect(url.href)
  try {
    await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`)
  } catch (error) {
    // Another process that starts at the same moment was faster: 42P04 names the database, 23505 the catalogue's index.
    if (!hasCode(error, '42P04') && !hasCode(error, '23505')) throw error
  } finally {
    await admin.end()
  }
}

async function readApplied(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  )
  const unfinished = rows.find((row) => row.finished_at === null)
  if (unfinished) {
    throw new MigrationError(
      unfinished.migration_name,
      'was left unfinished by an earlier run. Put the database right by hand, then set finished_at (done) or ' +
        'rolled_back_at (undone) in its row of _prisma_migrations',
    )
  }
  return new Map(rows.map((row) => [row.migration_name, row.checksum]))
}

async function apply(client: pg.Client, name: string, script: string): Promise<void> {
  const id = randomUUID()
  const begin = () =>
    client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [
      id,
      checksumsOf(script)[0],
      name,
    ])
  // A script of one transaction has the note that it is done in that transaction: whoever is killed in the middle, or has failed, leaves
  // nothing behind, and it is tried again. One that ends transactions by itself needs a human's look then.
  const isWhole = isOneTransaction(script)
  try {
    if (isWhole) await client.query('BEGIN')
    await begin()
    await client.query(script)
    await client.query('UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1', [id])
    if (isWhole) await client.query('COMMIT')
  } catch (error) {
    if (isEnding(error)) throw error
    const reason = error instanceof Error ? error.message : String(error)
    if (isWhole) {
      await client.query('ROLLBACK')
      await begin()
    }
    await client.query(
      'UPDATE _prisma_migrations SET logs = $2, rolled_back_at = CASE WHEN $3 THEN now() END WHERE id = $1',
      [id, reason, isWhole],
    )
    throw new MigrationError(name, isWhole ? `${reason} (nothing of it was applied)` : reason, { cause: error })
  }
}

/** Errs on the side of "no": a needless "no" costs a look, a wrong "yes" would apply half a script twice. */
function isOneTransaction(script: string): boolean {
  const statements = script.replaceAll(/\$(\w*)\$[\s\S]*?\$\1\$|--.*/g, '')
  return !/\b(?:commit|rollback|concurrently|vacuum)\b|\bend\s*;/i.test(statements)
}

/** The script as it is, then with the line ends that git may have given it on another machine. */
function checksumsOf(script: string): string[] {
  const unix = script.replaceAll('\r\n', '\n')
  return [script, unix, unix.replaceAll('\n', '\r\n')].map((text) => createHash('sha256').update(text).digest('hex'))
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
