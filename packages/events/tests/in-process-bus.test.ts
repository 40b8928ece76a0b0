import { createInProcessBus } from '@shop/events/in-process-bus'
import { describeBatches } from './batch-contract.ts'
import { type BusWorld, describeBusContract } from './bus-contract.ts'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { log, numbered } from './numbered.ts'

async function createWorld(): Promise<BusWorld> {
  let bus: ReturnType<typeof createInProcessBus> | undefined
  return { connect: (options) => (bus ??= createInProcessBus({ log, ...options })), latencyMs: 50 }
}

describeBusContract('in-process bus', createWorld)
describeBatches('in-process bus', createWorld)

test('it says which group is far behind, for its backlog holds up the others', async () => {
  const said: unknown[] = []
  const bus = createInProcessBus({ log: pino({}, { write: (line) => said.push(JSON.parse(line)) }) })
  const gate = Promise.withResolvers<void>()
  await bus.consume({
    name: 'slow',
    producers: ['orders'],
    types: ['Numbered'],
    handle: () => gate.promise,
    deadLetter: () => Promise.reject(new Error('none failed')),
  })
  const publish = (count: number) =>
    Promise.all(Array.from({ length: count }, (_, number) => bus.publish(numbered(`order-${number}`, number))))
  const few = publish(900)
  expect(said).toEqual([])
  const many = publish(600)
  expect(said).toMatchObject([{ group: 'slow', behind: expect.any(Number), msg: 'a consumer group is far behind' }])
  gate.resolve()
  await Promise.all([few, many])
  await bus.stop()
})
