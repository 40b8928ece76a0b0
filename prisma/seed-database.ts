import pg from 'pg'

/** What every seed gets. `scale` multiplies the demo data; 1 is about 500 products and 1,000 users. */
export type SeedOptions = { scale: number; log(line: string): void }

/** Collects rows, given as objects whose keys are the table's columns, and inserts them by thousands. */
export type SeedWriter = {
  /** Adds a row; resolves when it is safe to go on (back-pressure). All rows of a table must have the same keys. */
  insert(table: string, row: Readonly<Record<string, unknown>>): Promise<void>
  /** Inserts what was collected, of all tables in the order in which they were first used. Parents before children. */
  flush(): Promise<void>
  /** Any other statement, for example to set a sequence. */
  query(sql: string, values?: unknown[]): Promise<pg.QueryResult>
}

const BATCH = 2_000

/**
 * Fills a database in one transaction: all of it or nothing. Does nothing when `guardTable` has rows already.
 * @returns whether it was filled now
 */
export async function seedDatabase(
  databaseUrl: string,
  guardTable: string,
  fill: (writer: SeedWriter) => Promise<void>,
): Promise<boolean> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  try {
    await client.query('BEGIN')
    // Two seeds at once: the second waits here, then finds the rows of the first.
    await client.query('SELECT pg_advisory_xact_lock(72616983)')
    const { rows } = await client.query<{ filled: boolean }>(
      `SELECT EXISTS (SELECT FROM ${pg.escapeIdentifier(guardTable)}) AS filled`,
    )
    const filled = rows[0]?.filled === true
    if (!filled) {
      // No reader waits for these rows, and the transaction is repeated whole when the machine dies before it is on disk.
      await client.query('SET LOCAL synchronous_commit = off')
      const writer = createWriter(client)
      await fill(writer)
      await writer.flush()
    }
    await client.query('COMMIT')
    if (!filled) await client.query('ANALYZE')
    return !filled
  } finally {
    await client.end()
  }
}

function createWriter(client: pg.Client): SeedWriter {
  const pending = new Map<string, Readonly<Record<string, unknown>>[]>()
  let count = 0

  async function flush(): Promise<void> {
    for (const [table, rows] of pending) {
      if (rows.length > 0) await insertRows(client, table, rows)
      rows.length = 0
    }
    count = 0
  }

  return {
    async insert(table, row) {
      const rows = pending.get(table) ?? []
      if (rows.length === 0) pending.set(table, rows)
      rows.push(row)
      count += 1
      // All tables are flushed together, so that a child never comes before its parent.
      if (count >= BATCH) await flush()
    },
    flush,
    query: (sql, values) => client.query(sql, values),
  }
}

async function insertRows(client: pg.Client, table: string, rows: Readonly<Record<string, unknown>>[]): Promise<void> {
  const target = table.split('.').map(pg.escapeIdentifier).join('.')
  const columns = Object.keys(rows[0] ?? {})
    .map((column) => pg.escapeIdentifier(column))
    .join(', ')
  await client.query(
    `INSERT INTO ${target} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${target}, $1::jsonb)`,
    [JSON.stringify(rows)],
  )
}
