import { expect, test } from 'vitest'
import { reconnectPauseMs, retryHintMs } from './reconnect-pause.ts'

test('pauses double, end at half a minute, and half of each is chance', () => {
  expect([0, 1, 2, 10, 1_000].map((attempt) => reconnectPauseMs(attempt, null, () => 1))).toEqual([
    250, 500, 1_000, 30_000, 30_000,
  ])
  expect(reconnectPauseMs(2, null, () => 0)).toBe(500)
})

test('what the server asks for is kept, and later attempts are no earlier', () => {
  expect(reconnectPauseMs(0, 1_234, () => 1)).toBe(1_234)
  expect(reconnectPauseMs(1, 5_000, () => 1)).toBe(5_000)
  expect(retryHintMs('Going away; come back in 1234 ms')).toBe(1_234)
  expect(retryHintMs('Going away; come back in 999999999 ms')).toBe(600_000)
  expect(retryHintMs('Normal Closure')).toBeNull()
})
