import { expect, test } from 'vitest'
import { inRounds } from './in-rounds.ts'

test('what is done to one order comes in rounds that follow each other', () => {
  const items = ['a1', 'b1', 'a2', 'c1', 'a3', 'c2']
  expect(inRounds(items, ([order = '']) => order)).toEqual([['a1', 'b1', 'c1'], ['a2', 'c2'], ['a3']])
})
