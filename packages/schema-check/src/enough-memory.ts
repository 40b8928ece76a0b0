import { getHeapStatistics } from 'node:v8'
import { CheckFailure } from './check-failure.ts'

type Heap = Pick<ReturnType<typeof getHeapStatistics>, 'used_heap_size' | 'heap_size_limit'>

/** From here on a process spends its time on looking for memory, and ends without a word. */
const MOST_OF_HEAP = 0.8

/**
 * To be called from time to time while something grows with the evidence.
 *
 * @throws CheckFailure that says what is too much, and what to do
 */
export function expectMemoryFor(what: string, heap: Heap = getHeapStatistics()): void {
  const { used_heap_size: used, heap_size_limit: limit } = heap
  if (used < limit * MOST_OF_HEAP) return
  const megabytes = Math.round(limit / 2 ** 20)
  throw new CheckFailure(
    `${what} do not fit into the ${megabytes} MB of memory that this process may use: give it more ` +
      `(NODE_OPTIONS=--max-old-space-size=${megabytes * 2}), or fewer days of the recording`,
  )
}
