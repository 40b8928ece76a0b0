import { PrismaPg } from '@prisma/adapter-pg'
import { ColumnTypeEnum, type SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import pg from 'pg'

const ONE_BYTE_CHARACTER = 18

/**
 * Prisma's driver adapter, made fit for the schema engine. The engine reads PostgreSQL's catalogues, which use the
 * one-byte type "char" (oid 18); the adapter refuses it as unknown, and the engine refuses to get it as text. So the
 * pool calls it text, for the adapter, and the adapter's answer calls it a character again, for the engine.
 */
export function createEngineAdapter(pool: pg.Pool): SqlMigrationAwareDriverAdapterFactory {
  const charactersOf = presentCharactersAsText(pool)
  const factory = new PrismaPg(pool)
  const connect = factory.connect.bind(factory)
  factory.connect = async () => {
    const adapter = await connect()
    const queryRaw = adapter.queryRaw.bind(adapter)
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query)
      for (const column of charactersOf.get(result.rows) ?? []) result.columnTypes[column] = ColumnTypeEnum.Character
      return result
    }
    return adapter
  }
  return factory
}

/** Answers which columns of a result's rows were characters. */
function presentCharactersAsText(pool: pg.Pool): WeakMap<unknown[], number[]> {
  const columns = new WeakMap<unknown[], number[]>()
  const query = pool.query.bind(pool) as (...parameters: unknown[]) => Promise<pg.QueryResult>
  const wrapped = async (...parameters: unknown[]): Promise<pg.QueryResult> => {
    const result = await query(...parameters)
    const characters: number[] = []
    for (const [column, field] of result.fields.entries()) {
      if (field.dataTypeID !== ONE_BYTE_CHARACTER) continue
      field.dataTypeID = pg.types.builtins.TEXT
      characters.push(column)
    }
    columns.set(result.rows, characters)
    return result
  }
  pool.query = wrapped as typeof pool.query
  return columns
}
