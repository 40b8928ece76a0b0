import { expect, it } from 'vitest'
import { durationOf, namesOf, wholeNumberOf } from './flags.ts'

it('gives the names that were wanted, and all where none were', () => {
  expect(namesOf('--only', 'c,a', ['a', 'b', 'c'])).toEqual(['a', 'c'])
  expect(namesOf('--only', undefined, ['a', 'b'])).toEqual(['a', 'b'])
  expect(() => namesOf('--only', 'a,d', ['a', 'b'])).toThrow('--only takes a, b, not "d"')
})

it.each(['', '0', '-1', '1.5', 'five', 'NaN', '1e3', ' 2'])('takes no "%s" for a number of rounds', (text) => {
  expect(() => wholeNumberOf('--rounds', text)).toThrow('--rounds must be a whole number')
})

it.each(['', '-1', 'five', 'NaN', 'Infinity', '0'])('takes no "%s" for how long a run is', (text) => {
  expect(() => durationOf('--seconds', text)).toThrow('--seconds must be a number above 0')
})

it('takes what is a number', () => {
  expect(wholeNumberOf('--operations', '10000')).toBe(10_000)
  expect(durationOf('--seconds', '0.5')).toBe(0.5)
  expect(durationOf('--minutes', '0', 'none')).toBe(0)
})
