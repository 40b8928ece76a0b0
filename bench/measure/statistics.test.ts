import { expect, it } from 'vitest'
import { median, percentile, slope } from './statistics.ts'

it('takes the middle of unsorted values, and of two neither the better nor the worse', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([8, 2])).toBe(5)
  expect(median([9, 1, 10, 4])).toBe(6.5)
  expect(median([])).toBeNaN()
})

it('takes as a percentile the value below which so large a part lies', () => {
  const values = Array.from({ length: 100 }, (_, index) => index)
  expect(percentile(values, 0.99)).toBe(99)
  expect(percentile(values, 0.5)).toBe(50)
})

it('fits a line through points that scatter around it', () => {
  expect(
    slope([
      [0, 1],
      [1, 3],
      [2, 5],
    ]),
  ).toBeCloseTo(2)
  expect(
    slope([
      [0, 5],
      [1, 4],
      [2, 5],
      [3, 4],
      [4, 5],
    ]),
  ).toBeCloseTo(0)
})
