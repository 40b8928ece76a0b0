import { expect, it } from 'vitest'
import { readFlags } from './flags.ts'

const writes = (...args: string[]): boolean => (readFlags(args) as { write: boolean }).write

it('writes the page after a full run, of whatever length, and after nothing that leaves something out or measures something else', () => {
  expect(writes()).toBe(true)
  expect(writes('--federated', '--rounds=1')).toBe(true)
  for (const look of ['--only=ours', '--subscribers=200', '--orders=10', '--events=1', '--cpu-prof'])
    expect(writes(look), look).toBe(false)
})

it('takes no numbers that are none', () => {
  expect(() => readFlags(['--warm-seconds', 'some'])).toThrow('--warm-seconds')
  expect(() => readFlags(['--subscribers', '200,'])).toThrow('--subscribers')
})
