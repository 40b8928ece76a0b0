import { expect, it } from 'vitest'
import { readFlags } from './flags.ts'

const writes = (...args: string[]): boolean => (readFlags(args) as { write: boolean }).write

it('writes the report of a full run, of whatever length, and of nothing that leaves something out or measures something else', () => {
  expect(writes()).toBe(true)
  expect(writes('--rounds', '2', '--seconds=1')).toBe(true)
  for (const look of ['--only=ours', '--operation=large', '--deduplicate=on', '--in-process', '--connections=1'])
    expect(writes(look), look).toBe(false)
  expect(writes('--cpu-prof')).toBe(false)
  expect(writes('--router-flags=--engine apollo')).toBe(false)
  expect(writes('--only=ours', '--write')).toBe(true)
})

it('runs no rounds of nobody', () => {
  expect(() => readFlags(['--rounds', '0'])).toThrow('--rounds')
  expect(() => readFlags(['--only', 'us'])).toThrow('--only takes ours, ours-reading')
  expect(() => readFlags(['--deduplicate', 'of'])).toThrow('--deduplicate takes off, on, both')
})
