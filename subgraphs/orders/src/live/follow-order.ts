import type { OrderFeed } from './order-feed.ts'

/** What a look at the database gives: what is new since the last one, and whether nothing more can come. */
export type Look<Value> = { values: readonly Value[]; isOver: boolean }

export type FollowOptions<Value> = {
  feed: OrderFeed
  orderId: string
  /** Looks at the database. What it throws ends the stream with this error. */
  look(): Promise<Look<Value>>
}

/**
 * The state of an order as a stream: what it is now, then again after changes. Pulled, not pushed: while a slow client
 * reads, changes gather into one look. Rejects when the first look throws.
 *
 * An iterator by hand, because an async generator cannot return() while its next() waits.
 */
export async function followOrder<Value>(options: FollowOptions<Value>): Promise<AsyncIterableIterator<Value>> {
  const { feed, orderId, look } = options
  const waiting: Value[] = []
  let hasNews = true
  let isOver = false
  let closed = false
  let wake = () => {}

  // Before the first look: what happens while it is under way is seen by the second.
  const leave = feed.follow(orderId, () => {
    hasNews = true
    wake()
  })

  function close(): void {
    closed = true
    leave()
    wake()
  }

  async function refill(): Promise<void> {
    hasNews = false
    try {
      const seen = await look()
      waiting.push(...seen.values)
      isOver = seen.isOver
    } catch (error) {
      close()
      throw error
    }
  }

  async function step(): Promise<IteratorResult<Value, undefined>> {
    for (;;) {
      if (closed) return { done: true, value: undefined }
      const value = waiting.shift()
      if (value !== undefined) return { done: false, value }
      if (isOver) close()
      else if (hasNews) await refill()
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  }

  await refill()
  let last: Promise<unknown> = Promise.resolve()
  const stream: AsyncIterableIterator<Value> = {
    next() {
      // One after the other, also for those who ask again before they were answered.
      const result = last.then(step, step)
      last = result
      return result
    },
    async return() {
      close()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]: () => stream,
  }
  return stream
}
