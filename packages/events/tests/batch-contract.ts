import type { HandlingOptions } from '@shop/events/bus'
import { defineConsumer, startConsumers } from '@shop/events/consumer'
import { listDeadLetters } from '@shop/events/dead-letters'
import type { RetryOptions } from '@shop/events/retry-policy'
import type { SqlExecutor } from '@shop/events/sql-executor'
import { waitUntil } from '@shop/testkit/wait-until'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { BusWorld } from './bus-contract.ts'
import { createEventDatabase } from './event-database.ts'
import { countEffects, effectsIn, log, Numbered, numbered, type Effect } from './numbered.ts'

const GATE = numbered('gate', 0)

/** What every event bus has to keep when several events wait, and are handled in one transaction. */
export function describeBatches(name: string, createWorld: () => Promise<BusWorld>): void {
  describe(`batches of events: ${name}`, () => {
    /**
     * A group whose handlers write the number of their transaction as `by`. `gather` publishes while its first transaction
     * waits, so that all of it waits together.
     */
    async function startGroup(
      options: RetryOptions & HandlingOptions,
      before: (event: Numbered) => void = () => undefined,
    ) {
      const database = await createEventDatabase()
      const { batchSize = 50 } = options
      const world = await createWorld()
      const bus = world.connect(options)
      onTestFinished(() => bus.stop())
      const isWaiting = Promise.withResolvers<void>()
      const isOpen = Promise.withResolvers<void>()
      const record = defineConsumer(Numbered, async (event, tx: SqlExecutor) => {
        if (event.id === GATE.id) {
          isWaiting.resolve()
          await isOpen.promise
          return
        }
        await tx.$executeRaw`INSERT INTO effects (consumer, event_id, subject, number, by)
          VALUES ('inventory', ${event.id}::uuid, ${event.subject}, ${event.data.number}, pg_current_xact_id()::text)`
        before(event)
      })
      const group = await startConsumers({ name: 'inventory', consumers: [record], database, bus, log })
      onTestFinished(() => group.stop())

      const publish = (events: readonly Numbered[]) => events.map((event) => bus.publish(event))
      async function gather(events: readonly Numbered[]): Promise<void> {
        const first = bus.publish(GATE)
        await isWaiting.promise
        const rest = publish(events)
        // Until they have come over the bus, or as many as a group takes beforehand.
        const awaited = Math.min(1 + events.length, 2 * batchSize)
        await waitUntil(async () => (await world.given('inventory')) >= awaited, { what: `${awaited} events to come` })
        // What Redis has given out is on its way.
        await delay(50)
        isOpen.resolve()
        await Promise.all([first, ...rest])
      }
      const waitForEffects = (count: number) =>
        waitUntil(async () => (await countEffects(database)) >= count, { what: `${count} effects` })
      return { database, publish, gather, waitForEffects }
    }

    const onePerSubject = (count: number, number = 1) =>
      Array.from({ length: count }, (_, index) => numbered(`order-${index}`, number))
    const bySubject = (effects: readonly Effect[]) => Object.groupBy(effects, ({ subject }) => subject)

    test('what waits is handled together, no more than the limit at once', async () => {
      const { database, gather, waitForEffects } = await startGroup({ batchSize: 8 })
      await gather(onePerSubject(20))
      await waitForEffects(20)
      const effects = await effectsIn(database)
      expect(effects).toHaveLength(20)
      const sizes = Object.values(Object.groupBy(effects, ({ by }) => by)).map((some) => some?.length)
      expect(sizes).toEqual([8, 8, 4])
    })

    test('an event that fails takes no other of its batch along, and keeps all of its attempts', async () => {
      let calls = 0
      const { database, gather, waitForEffects } = await startGroup({ maxAttempts: 3, backoffMs: 10 }, (event) => {
        if (event.subject !== 'order-3' || event.data.number !== 1) return
        calls += 1
        throw new Error('broken handler')
      })
      await gather([...onePerSubject(10, 1), ...onePerSubject(10, 2)])
      await waitForEffects(19)
      const effects = await effectsIn(database)
      expect(effects).toHaveLength(19)
      const { 'order-3': ofTheFailing, ...others } = bySubject(effects)
      expect(ofTheFailing?.map(({ number }) => number)).toEqual([2])
      for (const some of Object.values(others)) expect(some?.map(({ number }) => number)).toEqual([1, 2])
      const letters = await database.$transaction((tx) => listDeadLetters(tx, { status: null, limit: 100 }))
      expect(letters).toMatchObject([{ attempts: 3, event: { subject: 'order-3', data: { number: 1 } } }])
      // Once in its batch, which is no fault of its own yet.
      expect(calls).toBe(4)
    })

    test('events that took effect before are passed over among new ones', async () => {
      const { database, publish, gather, waitForEffects } = await startGroup({})
      const old = onePerSubject(4, 1)
      await Promise.all(publish(old))
      await waitForEffects(4)
      const fresh = onePerSubject(8, 2)
      await gather([...old, ...fresh, ...fresh, ...old])
      await waitForEffects(12)
      const effects = bySubject(await effectsIn(database))
      expect(Object.keys(effects)).toHaveLength(8)
      for (const [subject, some] of Object.entries(effects)) {
        const isOld = old.some((event) => event.subject === subject)
        expect(some?.map(({ number }) => number)).toEqual(isOld ? [1, 2] : [2])
      }
    })
  })
}
