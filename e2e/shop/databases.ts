import { subgraphNames } from '@shop/prisma/databases'
import pg from 'pg'

/** Looks into the five databases, past the subgraphs: what was written, and what was not. */
export type Databases = {
  /** The first column of the first row. */
  value(name: string, sql: string, values?: unknown[]): Promise<unknown>
  /** Number of rows of every table, by `<subgraph>.<table>`. */
  rowCounts(): Promise<Record<string, number>>
  close(): Promise<void>
}

export async function openDatabases(databaseUrl: (name: string) => string): Promise<Databases> {
  const clients = new Map<string, pg.Client>()
  for (const name of subgraphNames) {
    const client = new pg.Client(databaseUrl(name))
    // A test may kill the server under it.
    client.on('error', () => undefined)
    await client.connect()
    clients.set(name, client)
  }
  const rows = async (name: string, sql: string, values: unknown[] = []) =>
    (await clients.get(name)?.query<Record<string, unknown>>(sql, values))?.rows ?? []
  const value = async (name: string, sql: string, values: unknown[] = []) =>
    Object.values((await rows(name, sql, values))[0] ?? {})[0]

  return {
    value,
    async rowCounts() {
      const counts: Record<string, number> = {}
      for (const name of subgraphNames) {
        for (const { table } of await rows(
          name,
          `SELECT tablename AS table FROM pg_tables WHERE schemaname = 'public'`,
        )) {
          counts[`${name}.${String(table)}`] = Number(
            await value(name, `SELECT count(*) FROM ${pg.escapeIdentifier(String(table))}`),
          )
        }
      }
      return counts
    },
    async close() {
      await Promise.all([...clients.values()].map((client) => client.end()))
    },
  }
}
