import { expect, it } from 'vitest'
import { isDeeperThan } from './variable-depth.ts'

function listsIn(levels: number): unknown {
  return JSON.parse('['.repeat(levels) + ']'.repeat(levels))
}

it.each([
  [0, {}, false],
  [0, { a: 1, b: null, c: 'text' }, false],
  [0, { a: [] }, true],
  [1, { a: [1, 'b', null], b: {} }, false],
  [1, { a: [1, [2]] }, true],
  [2, { a: [{ b: 1 }] }, false],
  [50, { a: listsIn(50) }, false],
  [50, { a: listsIn(51) }, true],
  [1000, { a: listsIn(200_000) }, true],
])('counts the levels inside of an object: more than %i in the case %#', (levels, value, expected) => {
  expect(isDeeperThan(levels, value)).toBe(expected)
})
