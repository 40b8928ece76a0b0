import { expect, it } from 'vitest'
import { expectMemoryFor } from './enough-memory.ts'

it('says what does not fit into the memory, how much there is and how to give more, while there is some left', () => {
  const heap_size_limit = 2 * 2 ** 30
  expect(() =>
    expectMemoryFor('5 operations', { used_heap_size: 0.79 * heap_size_limit, heap_size_limit }),
  ).not.toThrow()
  expect(() => expectMemoryFor('5 operations', { used_heap_size: 0.81 * heap_size_limit, heap_size_limit })).toThrow(
    /^5 operations do not fit into the 2048 MB .*--max-old-space-size=4096/,
  )
})
