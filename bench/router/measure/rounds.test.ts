import { expect, it } from 'vitest'
import { turnsOf } from './rounds.ts'

it.each([2, 3, 7])('lets %i contenders begin in turns, and follow different ones', (count) => {
  const names = Array.from({ length: count }, (_, index) => String(index))
  const rounds = Array.from({ length: 2 * count }, (_, round) => turnsOf(names, round))
  for (const turns of rounds) expect(turns.toSorted()).toEqual(names)
  expect(new Set(rounds.map(([first]) => first))).toEqual(new Set(names))
  for (const name of names) {
    const before = new Set(rounds.map((turns) => turns[turns.indexOf(name) - 1]))
    expect(before.size).toBeGreaterThan(1)
  }
})
