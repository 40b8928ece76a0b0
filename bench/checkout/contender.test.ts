import { expect, it } from 'vitest'
import { pairOf } from './contender.ts'

it('gives two different variants at each turn, and all of them in the end', () => {
  const variants = Array.from({ length: 40 }, (_, index) => String(index))
  const pairs = Array.from({ length: 1_000 }, (_, turn) => pairOf(variants, turn))
  expect(pairs.filter(([first, second]) => first === second)).toEqual([])
  expect(new Set(pairs.flat())).toEqual(new Set(variants))
})
