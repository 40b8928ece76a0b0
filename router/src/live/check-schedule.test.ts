import { describe, expect, it } from 'vitest'
import { CHECK_MS, CheckSchedule } from './check-schedule.ts'
import type { LiveConnection } from './live-connection.ts'

/** Runs turns from 0 on, and says in which of them a connection was checked. */
function turnsOf(
  turns: number,
  check: (now: number, schedule: CheckSchedule, self: LiveConnection) => number,
): number[] {
  const schedule = new CheckSchedule()
  const checked: number[] = []
  const connection: LiveConnection = {
    check(now) {
      checked.push(now / CHECK_MS)
      return check(now, schedule, connection)
    },
    sayGoodbye() {},
    destroy() {},
  }
  schedule.soon(connection)
  for (let turn = 0; turn < turns; turn += 1) schedule.run(turn * CHECK_MS)
  return checked
}

describe('the schedule of checks', () => {
  it('looks at a connection in the turn in which something is due, and in none before', () => {
    expect(turnsOf(12, (now) => now + 4 * CHECK_MS - 1)).toEqual([0, 4, 8])
  })

  it('looks again in the next turn when something should have been done already', () => {
    expect(turnsOf(3, (now) => now - 10_000)).toEqual([0, 1, 2])
  })

  it('looks at a connection that has nothing due once a minute', () => {
    expect(turnsOf(250, () => Infinity)).toEqual([0, 120, 240])
  })

  it('looks sooner when it is told to', () => {
    const asked = turnsOf(5, (_, schedule, self) => {
      schedule.soon(self)
      return Infinity
    })
    expect(asked).toEqual([0, 1, 2, 3, 4])
  })

  it('forgets a connection that ends in its check', () => {
    const asked = turnsOf(5, (now, schedule, self) => {
      schedule.forget(self)
      return now
    })
    expect(asked).toEqual([0])
  })
})
