import { createEmptyDatabase } from '@shop/testkit/database'
import { readFileSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import { openDatabase, type EventDatabase } from './open-database.ts'

const TABLES = readFileSync(new URL('../sql/event-tables.sql', import.meta.url), 'utf8')
const EFFECTS = `CREATE TABLE effects (
  position bigserial PRIMARY KEY, consumer text NOT NULL, event_id uuid NOT NULL, subject text NOT NULL, number int NOT NULL, by text)`

/** A database with the event tables, and a table `effects` for handlers to write into; dropped after the test. */
export async function createEventDatabase(): Promise<EventDatabase> {
  const created = await createEmptyDatabase()
  const database = openDatabase(created.url)
  await database.pool.query(TABLES)
  await database.pool.query(EFFECTS)
  onTestFinished(async () => {
    await database.close()
    await created.drop()
  })
  return database
}
