import { codedError } from '../errors.ts'

/** A bounded queue between a source that pushes and a reader that pulls. */
export type EventQueue<T> = {
  push(event: T): void
  /** The reader gets what is queued, then the end. */
  end(): void
  /** The reader gets what is queued, then the error. */
  fail(error: unknown): void
  iterator: AsyncIterableIterator<T>
}

type Waiter<T> = { resolve(result: IteratorResult<T>): void; reject(error: unknown): void }

/**
 * Written by hand and not as an async generator: a generator's `return()` waits for a pending `next()`, so a client that
 * leaves while nothing happens would keep its upstream for ever. `onClose` is called once, whoever ends it.
 */
export function createEventQueue<T>(limit: number, onClose: () => void): EventQueue<T> {
  const events: T[] = []
  let waiting: Waiter<T>[] = []
  let ending: { error: unknown } | 'completed' | null = null
  let closed = false

  function close(): void {
    if (closed) return
    closed = true
    onClose()
  }

  function settle(end: { error: unknown } | 'completed'): void {
    if (ending) return
    ending = end
    const readers = waiting
    waiting = []
    for (const [index, reader] of readers.entries()) {
      if (end !== 'completed' && index === 0) reader.reject(end.error)
      else reader.resolve({ done: true, value: undefined })
    }
    close()
  }

  async function next(): Promise<IteratorResult<T>> {
    const event = events.shift()
    if (event !== undefined) return { done: false, value: event }
    if (ending === 'completed') return { done: true, value: undefined }
    if (ending) {
      const { error } = ending
      ending = 'completed'
      throw error
    }
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
  }

  return {
    push(event) {
      if (ending) return
      const reader = waiting.shift()
      if (reader) return reader.resolve({ done: false, value: event })
      if (events.length < limit) return void events.push(event)
      // Memory is bounded whatever a client does. Dropping single events would be a silent lie.
      events.length = 0
      settle({ error: codedError('SUBSCRIBER_TOO_SLOW', 'The subscription ended: its events are read too slowly.') })
    },
    end: () => settle('completed'),
    fail: (error) => settle({ error }),
    iterator: {
      [Symbol.asyncIterator]() {
        return this
      },
      next,
      async return() {
        events.length = 0
        settle('completed')
        return { done: true, value: undefined }
      },
    },
  }
}
