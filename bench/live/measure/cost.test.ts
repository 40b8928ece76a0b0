import { expect, it } from 'vitest'
import { costOf } from './cost.ts'

it('says what a message costs', () => {
  const cost = costOf({ messages: 4_000, cpuSeconds: 0.2, seconds: 2, connected: 50 })
  expect(cost).toEqual({ microsecondsPerMessage: 50, messagesPerCpuSecond: 20_000, coreShare: 0.1 })
})

it('calls a run too short in which nothing reached anybody, or cost nothing that can be measured', () => {
  const run = { seconds: 2, connected: 20 }
  expect(() => costOf({ ...run, messages: 0, cpuSeconds: 0.2 })).toThrow(
    'no change reached any of 20 subscribers in 2 s',
  )
  expect(() => costOf({ ...run, messages: 3, cpuSeconds: 0 })).toThrow('too short')
})
