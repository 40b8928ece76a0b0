import { subgraphNames } from '@shop/prisma/databases'
import { waitUntil } from '@shop/testkit/wait-until'
import type { Databases } from './databases.ts'

/**
 * Has every event that was ever told told once more, in an order that has nothing to do with that in which they happened, and
 * waits until all have been dealt with: in a standalone shop an event is published when its last consumer has it. Gives their types.
 */
export async function tellEverythingAgain(databases: Databases): Promise<Set<string>> {
  const types = new Set<string>()
  for (const name of subgraphNames) {
    const told = await databases.value(
      name,
      `WITH shuffled AS (SELECT id, row_number() OVER (ORDER BY md5(id::text)) AS place FROM outbox_events),
         again AS (UPDATE outbox_events SET position = -place, published_at = NULL FROM shuffled
           WHERE shuffled.id = outbox_events.id RETURNING type)
       SELECT coalesce(array_agg(DISTINCT type), '{}') FROM again`,
    )
    for (const type of told as string[]) types.add(type)
  }
  for (const name of subgraphNames) {
    const isDone = `SELECT NOT EXISTS (SELECT FROM outbox_events WHERE published_at IS NULL)`
    await waitUntil(() => databases.value(name, isDone), { what: `what ${name} told`, timeoutMs: 30_000 })
  }
  return types
}
