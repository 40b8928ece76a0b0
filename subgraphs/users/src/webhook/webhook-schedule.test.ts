import { expect, it } from 'vitest'
import { nextAttemptAt } from './webhook-schedule.ts'

const DAY = 86_400_000

it('a delivery that always fails is tried for three days, at growing intervals, and then given up', () => {
  const begun = new Date('2026-11-26T12:00:00.000Z')
  const times = [begun]
  for (let attempts = 1; ; attempts += 1) {
    const next = nextAttemptAt(attempts, times.at(-1) ?? begun, () => 0)
    if (!next) break
    times.push(next)
  }
  const pauses = times.slice(1).map((time, index) => time.getTime() - (times[index]?.getTime() ?? 0))
  expect(pauses).toEqual(pauses.toSorted((one, other) => one - other))
  const total = (times.at(-1)?.getTime() ?? 0) - begun.getTime()
  expect(total / DAY).toBeGreaterThan(2.9)
  expect(total / DAY).toBeLessThan(3.1)
})
