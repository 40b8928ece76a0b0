import type { EventContract } from '@shop/schema/events/define-event'
import { noteAppended } from './appended-events.ts'
import { newEventId } from './event-id.ts'
import type { SqlExecutor } from './sql-executor.ts'
import { writeTogether } from './write-together.ts'

/** An event whose data its contract has accepted, to be written. */
export type NewEvent = { producer: string; type: string; subject: string; data: unknown }

/** What appendEvents takes. `subject` is the id (UUID) of what the event is about. Throws when the contract refuses the data. */
export function newEvent<Data>(
  contract: EventContract<string, Data>,
  event: { subject: string; data: Data },
): NewEvent {
  const { producer, type } = contract
  return { producer, type, subject: event.subject, data: contract.parse(event.data) }
}

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
  await appendEvents(tx, [newEvent(contract, event)])
}

const appendedIn = new WeakSet<SqlExecutor>()

/** Whether events were appended in this transaction: only then is there something for the relay after its commit. */
export function hasAppended(tx: SqlExecutor): boolean {
  return appendedIn.has(tx)
}

/** appendEvent for several, in their order, by one statement: who holds a lock that others wait for is done sooner. */
export async function appendEvents(tx: SqlExecutor, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return
  appendedIn.add(tx)
  for (const event of events) noteAppended(event)
  await writeTogether(tx, events, insertEvents)
}

async function insertEvents(tx: SqlExecutor, lists: readonly (readonly NewEvent[])[]): Promise<void> {
  const events = lists.flat().map(({ type, subject, data }) => ({ id: newEventId(), type, subject, data }))
  // Its locks are held until then in any case, so positions come in the same order.
  const execute = (tx.$executeAtCommit ?? tx.$executeRaw).bind(tx)
  await execute`
    INSERT INTO outbox_events (id, type, subject, data, occurred_at)
    SELECT (event ->> 'id')::uuid, event ->> 'type', event ->> 'subject', event -> 'data', clock_timestamp()
      FROM jsonb_array_elements(${JSON.stringify(events)}::text::jsonb) WITH ORDINALITY AS appended (event, place)
      ORDER BY place`
}
