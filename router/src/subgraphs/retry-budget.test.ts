import { describe, expect, it } from 'vitest'
import { createRetryBudget } from './retry-budget.ts'
import { retryAfterMs, retryPauseMs } from './retry-pause.ts'

/** How often it can be spent until it is empty. */
function drain(budget: ReturnType<typeof createRetryBudget>): number {
  let spent = 0
  while (budget.spend()) spent += 1
  return spent
}

describe('the budget of repetitions', () => {
  it('has a reserve for a burst, and then a share of what is asked', () => {
    const budget = createRetryBudget(20)
    expect(drain(budget)).toBe(100)
    for (let turn = 0; turn < 50; turn += 1) budget.earn()
    expect(drain(budget)).toBe(10)
    for (let turn = 0; turn < 10_000; turn += 1) budget.earn()
    expect(drain(budget)).toBe(100)
  })

  it('is empty at no percent', () => {
    expect(drain(createRetryBudget(0))).toBe(0)
  })
})

describe('the pause before a repetition', () => {
  it('doubles, and differs from one to the next', () => {
    for (const [failed, least, most] of [
      [1, 10, 30],
      [2, 20, 60],
      [3, 40, 120],
    ] as const) {
      const pauses = Array.from({ length: 100 }, () => retryPauseMs(failed))
      expect(Math.min(...pauses)).toBeGreaterThanOrEqual(least)
      expect(Math.max(...pauses)).toBeLessThanOrEqual(most)
      expect(new Set(pauses).size).toBeGreaterThan(1)
    }
  })

  it('is read from retry-after, in seconds or as a date', () => {
    expect(retryAfterMs('2')).toBe(2000)
    expect(retryAfterMs(new Date(Date.now() + 5000).toUTCString())).toBeGreaterThan(3000)
    expect(retryAfterMs(new Date(Date.now() - 5000).toUTCString())).toBe(0)
    expect(retryAfterMs('soon')).toBe(0)
    expect(retryAfterMs(undefined)).toBe(0)
  })
})
