import { startConsumers } from '@shop/events/consumer'
import { createInProcessBus } from '@shop/events/in-process-bus'
import type { TransactionOptions } from '@shop/events/sql-executor'
import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { createEventDatabase } from './event-database.ts'
import { log, numbered, recordEffects } from './numbered.ts'

it('an event gets more time than Prisma grants by itself, so that a slow database does not make dead letters', async () => {
  const database = await createEventDatabase()
  const asked: (TransactionOptions | undefined)[] = []
  const bus = createInProcessBus({ log })
  const consumers = await startConsumers({
    name: 'users',
    consumers: [recordEffects('users')],
    database: {
      $transaction(work, limits) {
        asked.push(limits)
        return database.$transaction(work, limits)
      },
    },
    bus,
    log,
  })
  await bus.publish(numbered(randomUUID(), 1))
  await consumers.stop()
  await bus.stop()
  expect(asked).toEqual([{ maxWait: 5_000, timeout: 15_000 }])
})
