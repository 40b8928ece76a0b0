// A process of group `inventory` that gets stuck in an event, after its effect and before the commit.
// Arguments: URL of the database, URL of Redis, number of the event (by default any).
import { startConsumers } from '@shop/events/consumer'
import { createRedisBus } from '@shop/events/redis-bus'
import { defineConsumer } from '@shop/events/consumer'
import type { SqlExecutor } from '@shop/events/sql-executor'
import { setTimeout as delay } from 'node:timers/promises'
import { log, Numbered } from '../numbered.ts'
import { openDatabase } from '../open-database.ts'

const [databaseUrl = '', redisUrl = '', number] = process.argv.slice(2)
const hang = defineConsumer(Numbered, async (event, tx: SqlExecutor) => {
  await tx.$executeRaw`INSERT INTO effects (consumer, event_id, subject, number, by)
    VALUES ('inventory', ${event.id}, ${event.subject}, ${event.data.number}, 'killed')`
  if (number !== undefined && Number(number) !== event.data.number) return
  console.log('handling')
  await delay(600_000)
})
const bus = createRedisBus({ url: redisUrl, log, claimIdleMs: 1_000 })
await startConsumers({ name: 'inventory', consumers: [hang], database: openDatabase(databaseUrl), bus, log })
console.log('ready')
