import pg from 'pg'
import type { TrafficStore } from './traffic-store.ts'

const TIMEOUT_MS = 10_000
const TABLE = `CREATE TABLE IF NOT EXISTS router_traffic (
  day date NOT NULL, router text NOT NULL, records jsonb NOT NULL, PRIMARY KEY (day, router))`
const WRITE = `INSERT INTO router_traffic (day, router, records) VALUES ($1, $2, $3)
  ON CONFLICT (day, router) DO UPDATE SET records = excluded.records`
const FORGET = 'DELETE FROM router_traffic WHERE day < $1'

/** A row for each day and router in `router_traffic`, whose `records` are a list. The table is made when it is not there. */
export function createPostgresStore(url: string, router: string): TrafficStore {
  // Once a minute: a connection of its own each time needs no watching over.
  async function run(statement: string, values: unknown[]): Promise<void> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'router traffic',
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
    })
    try {
      await client.connect()
      // Two routers that make it at the same moment: one of them may be told that it exists.
      await client.query("SELECT pg_advisory_lock(hashtext('router_traffic'))")
      await client.query(TABLE)
      await client.query(statement, values)
    } finally {
      await client.end()
    }
  }

  return {
    name: `postgres://${new URL(url).host}`,
    write: (day, records) => run(WRITE, [day, router, `[${records.join(',')}]`]),
    forgetBefore: (day) => run(FORGET, [day]),
    async close() {},
  }
}
