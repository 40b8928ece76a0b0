import type { EventContract } from '@shop/schema/events/define-event'
import { noteAppended } from './appended-events.ts'
import { newEventId } from './event-id.ts'
import type { SqlExecutor } from './sql-executor.ts'

/**
 * Writes an event into the outbox, in the transaction `tx` of the state that it tells of: both are there or neither is.
 * Throws when the contract refuses the data; let that roll back the transaction.
 *
 * Append AFTER the write that locks the subject's row. Positions are given out here: of two transactions on one subject
 * the one that waited for the lock then also has the later position, which is the order that consumers see.
 *
 * `subject` is the id (UUID) of what the event is about. Wake the relay when the transaction is committed.
 */
export async function appendEvent<Data>(
  tx: SqlExecutor,
  contract: EventContract<string, Data>,
  event: { subject: string; data: Data },
): Promise<void> {
  const parsed = contract.parse(event.data)
  const data = JSON.stringify(parsed)
  await tx.$executeRaw`
    INSERT INTO outbox_events (id, type, subject, data, occurred_at)
    VALUES (${newEventId()}::uuid, ${contract.type}, ${event.subject}, ${data}::jsonb, clock_timestamp())`
  noteAppended({ producer: contract.producer, type: contract.type, subject: event.subject, data: parsed })
}
