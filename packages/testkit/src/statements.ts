import pg from 'pg'

/**
 * Counts the SQL statements that a piece of work sends over any connection of this process (BEGIN and COMMIT included), for
 * tests that a list costs the same however long it is. Nothing else may run meanwhile, so stop workers and relays first or
 * count twice.
 */
export async function countStatements(work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = []
  const query = pg.Client.prototype.query
  const counting = function (this: pg.Client, ...parameters: unknown[]) {
    const [first] = parameters
    statements.push(typeof first === 'string' ? first : String((first as { text?: unknown } | undefined)?.text))
    return Reflect.apply(query, this, parameters)
  }
  pg.Client.prototype.query = counting as typeof query
  try {
    await work()
  } finally {
    pg.Client.prototype.query = query
  }
  // The relays of this process look into their outboxes all the time; that is none of the work's doing.
  return statements.filter((statement) => !/outbox_events|pg_try_advisory_lock|pg_advisory/.test(statement))
}
