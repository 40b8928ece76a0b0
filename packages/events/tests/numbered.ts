import { defineConsumer, type EventConsumer } from '@shop/events/consumer'
import { newEventId } from '@shop/events/event-id'
import type { EventEnvelope } from '@shop/events/envelope'
import { appendEvent } from '@shop/events/outbox'
import type { SqlExecutor } from '@shop/events/sql-executor'
import { defineEvent } from '@shop/schema/events/define-event'
import { pino } from 'pino'
import { z } from 'zod'
import type { EventDatabase } from './open-database.ts'

/** The event of these tests: the `number` tells the order within its subject. */
export const Numbered = defineEvent('orders', 'Numbered', z.object({ number: z.int() }))
export type Numbered = EventEnvelope<'Numbered', { number: number }>

/** `EVENTS_TEST_LOG=debug` shows what the buses log; their retries are of no interest otherwise. */
export const log = pino({ level: process.env['EVENTS_TEST_LOG'] ?? 'silent' })

export function numbered(subject: string, number: number): Numbered {
  return {
    id: newEventId(),
    type: 'Numbered',
    producer: 'orders',
    subject,
    occurredAt: new Date().toISOString(),
    data: { number },
  }
}

/** Appends one event per number, each in a transaction of its own. */
export async function append(database: EventDatabase, subject: string, ...numbers: number[]): Promise<void> {
  for (const number of numbers) {
    await database.$transaction((tx) => appendEvent(tx, Numbered, { subject, data: { number } }))
  }
}

/** Writes a row of `effects` for each event, after whatever else is to happen in the handler. */
export function recordEffects(
  consumer: string,
  { before, by = '' }: { before?: (event: Numbered) => Promise<void> | void; by?: string } = {},
): EventConsumer<SqlExecutor, undefined> {
  return defineConsumer(Numbered, async (event, tx: SqlExecutor) => {
    await before?.(event)
    await tx.$executeRaw`INSERT INTO effects (consumer, event_id, subject, number, by)
      VALUES (${consumer}, ${event.id}, ${event.subject}, ${event.data.number}, ${by})`
  })
}

export type Effect = { consumer: string; event_id: string; subject: string; number: number; by: string }

export async function effectsIn(database: EventDatabase): Promise<Effect[]> {
  const { rows } = await database.pool.query<Effect>('SELECT * FROM effects ORDER BY position')
  return rows
}

export async function countEffects(database: EventDatabase): Promise<number> {
  const { rows } = await database.pool.query<{ count: string }>('SELECT count(*) FROM effects')
  return Number(rows[0]?.count)
}
