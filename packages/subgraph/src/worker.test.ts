import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createLog } from './log.ts'
import { startWorker } from './worker.ts'

const log = createLog({ name: 'test', level: 'silent' })

test('it runs until nothing is due, sleeps, and looks again when it is woken', async () => {
  let due = 3
  let looks = 0
  const worker = startWorker({
    name: 'timers',
    intervalMs: 60_000,
    log,
    run: async () => {
      looks += 1
      return due > 0 ? due-- : 0
    },
  })
  await expect.poll(() => looks).toBe(4)
  due = 1
  worker.wake()
  await expect.poll(() => looks).toBe(6)
  await worker.stop()
})

test('a wake-up during a run is not lost', async () => {
  const runs: PromiseWithResolvers<number>[] = []
  const worker = startWorker({
    name: 'timers',
    intervalMs: 60_000,
    log,
    run: () => {
      const run = Promise.withResolvers<number>()
      runs.push(run)
      return run.promise
    },
  })
  worker.wake()
  runs[0]?.resolve(0)
  await expect.poll(() => runs.length).toBe(2)
  runs[1]?.resolve(0)
  await worker.stop()
})

test('a batch that is not full is the last, and after several items it rests, even when it is woken', async () => {
  const runs: number[] = []
  const due = [5, 5, 3, 1, 0]
  const worker = startWorker({
    name: 'timers',
    intervalMs: 60_000,
    batch: 5,
    restMs: 200,
    log,
    run: async () => {
      runs.push(performance.now())
      return due.shift() ?? 0
    },
  })
  await expect.poll(() => runs.length).toBe(3)
  worker.wake()
  await expect.poll(() => runs.length).toBe(4)
  const [, , third = 0, fourth = 0] = runs
  expect(fourth - third).toBeGreaterThan(150)
  // One item alone: it sleeps at once, and what wakes it does.
  worker.wake()
  await expect.poll(() => runs.length).toBe(5)
  await worker.stop()
})

test('a failing run is tried again and ends nothing', async () => {
  let runs = 0
  const worker = startWorker({
    name: 'timers',
    intervalMs: 1,
    log,
    run: async () => {
      runs += 1
      if (runs < 3) throw new Error('the database is away')
      return 0
    },
  })
  await expect.poll(() => runs).toBeGreaterThan(3)
  await worker.stop()
})

test('stop() tells the run in progress and waits for it', async () => {
  const steps: string[] = []
  const worker = startWorker({
    name: 'timers',
    intervalMs: 1,
    log,
    run: async (signal) => {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
      await delay(20)
      steps.push('run ended')
      return 1
    },
  })
  await worker.stop()
  steps.push('stopped')
  expect(steps).toEqual(['run ended', 'stopped'])
})

test('what wakes a worker while it fails does not make it hurry', async () => {
  let runs = 0
  const worker = startWorker({
    name: 'timers',
    intervalMs: 60_000,
    log,
    run: async () => {
      runs += 1
      await delay(1)
      worker.wake()
      throw new Error('the provider is away')
    },
  })
  await delay(50)
  await worker.stop()
  expect(runs).toBe(1)
})
