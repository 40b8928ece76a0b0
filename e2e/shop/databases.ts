import { subgraphNames } from '@shop/prisma/databases'
import { waitUntil } from '@shop/testkit/wait-until'
import pg from 'pg'
import { expect } from 'vitest'

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

/** What must hold whenever nothing is under way: every event delivered, the ledger at zero, each level the sum of its movements. */
export async function expectBalancedBooks(databases: Databases): Promise<void> {
  for (const name of subgraphNames) {
    await waitUntil(
      async () =>
        (await databases.value(name, 'SELECT count(*) FROM outbox_events WHERE published_at IS NULL')) === '0',
      { what: `the outbox of ${name} to be empty` },
    )
    expect(await databases.value(name, 'SELECT json_agg(dead_letters) FROM dead_letters'), name).toBeNull()
  }
  expect(await databases.value('payments', 'SELECT coalesce(sum(amount), 0)::int FROM ledger_entries')).toBe(0)
  const unequal = `SELECT count(*)::int FROM stock_levels JOIN (
      SELECT stock_level_id, sum(on_hand_delta) AS on_hand, sum(reserved_delta) AS reserved FROM stock_movements GROUP BY 1
    ) AS moved ON moved.stock_level_id = stock_levels.id
    WHERE (moved.on_hand, moved.reserved) IS DISTINCT FROM (stock_levels.on_hand, stock_levels.reserved)`
  expect(await databases.value('inventory', unequal)).toBe(0)
}
