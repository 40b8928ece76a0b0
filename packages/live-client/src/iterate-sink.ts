import type { Sink } from 'graphql-ws'

/** The results of a subscription as an iterator, whose return() ends it at once, also while next() waits. */
export function iterateSink<Value>(subscribe: (sink: Sink<Value>) => () => void): AsyncIterableIterator<Value> {
  const values: Value[] = []
  const waiting: PromiseWithResolvers<IteratorResult<Value, undefined>>[] = []
  let end: { error?: unknown } | null = null

  function finish(ending: { error?: unknown }): void {
    end ??= ending
    for (const waiter of waiting.splice(0)) settle(waiter)
  }

  function settle(waiter: PromiseWithResolvers<IteratorResult<Value, undefined>>): void {
    const failed = end !== null && 'error' in end
    if (!failed) return waiter.resolve({ done: true, value: undefined })
    const { error } = end ?? {}
    // The reason is told once; after it comes the end.
    end = {}
    waiter.reject(error)
  }

  const stop = subscribe({
    next(value) {
      const waiter = waiting.shift()
      if (waiter) waiter.resolve({ done: false, value })
      else values.push(value)
    },
    error: (error) => finish({ error }),
    complete: () => finish({}),
  })

  const iterator: AsyncIterableIterator<Value> = {
    next() {
      if (values.length > 0) return Promise.resolve({ done: false, value: values.shift() as Value })
      const waiter = Promise.withResolvers<IteratorResult<Value, undefined>>()
      if (end) settle(waiter)
      else waiting.push(waiter)
      return waiter.promise
    },
    async return() {
      values.length = 0
      stop()
      finish({})
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]: () => iterator,
  }
  return iterator
}
