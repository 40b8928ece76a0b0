import { createInProcessBus } from '@shop/events/in-process-bus'
import { describeBatches } from './batch-contract.ts'
import { type BusWorld, describeBusContract } from './bus-contract.ts'
import { pino } from 'pino'
import { expect, onTestFinished, test, vi } from 'vitest'
import { log, numbered } from './numbered.ts'

async function createWorld(): Promise<BusWorld> {
  let bus: ReturnType<typeof createInProcessBus> | undefined
  return {
    connect: (options) => (bus ??= createInProcessBus({ log, ...options })),
    latencyMs: 50,
    given: async () => Infinity,
  }
}

describeBusContract('in-process bus', createWorld)
describeBatches('in-process bus', createWorld)

test('it says which group is far behind as long as it is, for its backlog holds up the others', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
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
  const few = publish(499)
  vi.advanceTimersByTime(10_000)
  expect(said).toEqual([])
  const many = publish(1)
  vi.advanceTimersByTime(20_000)
  const line = { group: 'slow', behind: 500, msg: 'a consumer group is far behind' }
  expect(said).toMatchObject([line, line])
  gate.resolve()
  await Promise.all([few, many])
  vi.advanceTimersByTime(10_000)
  expect(said).toHaveLength(2)
  await bus.stop()
})
