import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg'
import pg from 'pg'
import { withScratchDatabase } from './scratch-database.ts'
import { migrate } from './migrate.ts'
import { createEngineAdapter } from './schema-engine-adapter.ts'

/** Where the two sides of a comparison are. */
export type SchemaComparison = {
  /** Any database of a server on which this user may create databases; a temporary one is made beside it. */
  serverUrl: string
  /** Folder with `<timestamp>_<name>/migration.sql`; may be missing or empty. */
  migrationsFolder: string
  /** Path of the schema.prisma that the migrations should lead to. */
  schemaPath: string
}

/** What the schema has and the migrations have not: as an outline to read, and as SQL that would add it. */
export type Drift = { summary: string; sql: string }

/**
 * The SQL that leads from the database that the migrations make to schema.prisma, or undefined when nothing is missing.
 * Throws what `migrate` throws, and on a schema that is not valid.
 */
export async function createMigrationSql(comparison: SchemaComparison): Promise<string | undefined> {
  return (await compare(comparison))?.sql
}

/**
 * Compares the database that the migrations make with schema.prisma; undefined when they are equal.
 *
 * What schema.prisma cannot say is not compared, so it may stand in migrations freely: CHECK constraints, triggers,
 * functions, views, sequences, comments. What it can say in part must be declared (see the README of this package).
 */
export async function checkDrift(comparison: SchemaComparison): Promise<Drift | undefined> {
  return compare(comparison)
}

async function compare({ serverUrl, migrationsFolder, schemaPath }: SchemaComparison): Promise<Drift | undefined> {
  return withScratchDatabase(serverUrl, async (databaseUrl) => {
    await migrate(databaseUrl, migrationsFolder)
    const files = [{ path: schemaPath, content: readFileSync(schemaPath, 'utf8') }]
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
    const engine = await startEngine(pool, files)
    try {
      const sql = await diff(engine, files, true)
      if (sql === undefined) return undefined
      return { sql, summary: (await diff(engine, files, false)) ?? '' }
    } finally {
      engine.free()
      await pool.end()
    }
  })
}

type SchemaFile = { path: string; content: string }

async function diff(
  engine: engineModule.SchemaEngine,
  files: SchemaFile[],
  script: boolean,
): Promise<string | undefined> {
  const { exitCode, stdout } = await engine.diff({
    from: { tag: 'schemaDatasource', files, configDir: '' },
    to: { tag: 'schemaDatamodel', files },
    script,
    // Then 2 stands for "they differ"; the text alone is not empty when they are equal.
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  })
  return exitCode === 2 ? (stdout ?? '').trim() : undefined
}

async function startEngine(pool: pg.Pool, files: SchemaFile[]): Promise<engineModule.SchemaEngine> {
  await loadEngine()
  return engineModule.SchemaEngine.new(
    { datamodels: files.map(({ path, content }) => [path, content]) },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(createEngineAdapter(pool)),
  )
}

// The engine says through this global name why it is about to stop. Thrown right here, the reason reaches the caller;
// otherwise the error would be "unreachable executed".
Object.assign(globalThis, {
  PRISMA_WASM_PANIC_REGISTRY: {
    set_message(message: string): void {
      throw new Error(`the schema engine failed: ${message}`)
    },
  },
})

let loaded: Promise<void> | undefined

/** The package's own entry imports the .wasm file as a module, which Node does only behind a flag. */
async function loadEngine(): Promise<void> {
  loaded ??= (async () => {
    const script = fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg'))
    const bytes = readFileSync(script.replace(/\.js$/, '.wasm'))
    const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': { ...engineModule } })
    engineModule.__wbg_set_wasm(instance.exports)
    const { __wbindgen_start: start } = instance.exports
    if (typeof start !== 'function') throw new Error('this is not the schema engine')
    start()
  })()
  return loaded
}
