import { subgraphNames } from '../databases.ts'
import { rulesOf, type AuditRule } from './audit-rule.ts'

/** What holds in each of the five databases. */
export const eventRules: readonly AuditRule[] = subgraphNames.flatMap((database) =>
  rulesOf(database, {
    'events-are-published': {
      atRest: true,
      sql: `SELECT id, format('event %s (%s of %s) has not been published', position, type, subject) AS fault
        FROM outbox_events WHERE published_at IS NULL`,
    },
    // The relay publishes again within milliseconds of the commit; the bus may be away for a while, but not for this long.
    'events-are-not-stuck': {
      sql: `SELECT id, format('event %s (%s of %s) waits to be published since %s', position, type, subject, occurred_at) AS fault
        FROM outbox_events WHERE published_at IS NULL AND occurred_at < now() - interval '1 hour'`,
    },
    'no-dead-letters': {
      sql: `SELECT id, format('dead letter: %s of %s (event %s): %s', event ->> 'type', event ->> 'subject', event_id, left(error, 300)) AS fault
        FROM dead_letters WHERE resolution IS NULL`,
    },
  }),
)
