/** A stream that is written by pushing. */
export type PushStream<Value> = AsyncGenerator<Value, undefined, undefined> & {
  /** False when the stream has ended. */
  push(value: Value): boolean
  /** Ends the stream after what was pushed already. */
  end(): void
  /** Ends the stream with an error after what was pushed already. */
  fail(error: Error): void
}

/** What createPushStream needs. */
export type PushStreamOptions = {
  /** Called once, when the stream ends in whatever way: release the source here. */
  onStop?: () => void
  /** Ends the stream at once. */
  signal?: AbortSignal
  /** How many values may wait for a slow reader; one more fails the stream. */
  capacity?: number
}

type Waiter<Value> = PromiseWithResolvers<IteratorResult<Value, undefined>>

/**
 * A source for subscriptions. Written by hand because an async generator cannot `return()` while its `next()` waits: a
 * client that leaves would keep the source open until the next event, which may never come.
 */
export function createPushStream<Value>(options: PushStreamOptions = {}): PushStream<Value> {
  const { onStop, signal, capacity = 1_000 } = options
  const values: Value[] = []
  const waiting: Waiter<Value>[] = []
  let ended = false
  let failure: Error | null = null

  /** Releases the source at once; values that wait are still to be read. */
  function finish(error: Error | null): void {
    if (ended) return
    ended = true
    failure = error
    signal?.removeEventListener('abort', stopNow)
    for (const waiter of waiting.splice(0)) {
      if (failure) waiter.reject(failure)
      else waiter.resolve({ done: true, value: undefined })
      failure = null
    }
    onStop?.()
  }

  function stopNow(): void {
    finish(null)
    failure = null
    values.length = 0
  }

  if (signal?.aborted) stopNow()
  else signal?.addEventListener('abort', stopNow, { once: true })

  return {
    push(value) {
      if (ended) return false
      const waiter = waiting.shift()
      if (waiter) waiter.resolve({ done: false, value })
      else if (values.length < capacity) values.push(value)
      else finish(new Error(`a subscriber is more than ${capacity} events behind`))
      return !ended
    },
    end: () => finish(null),
    fail: (error) => finish(error),
    async next() {
      if (values.length > 0) return { done: false, value: values.shift()! }
      if (failure) {
        const failed = failure
        failure = null
        throw failed
      }
      if (ended) return { done: true, value: undefined }
      const waiter: Waiter<Value> = Promise.withResolvers()
      waiting.push(waiter)
      return waiter.promise
    },
    async return() {
      stopNow()
      return { done: true, value: undefined }
    },
    async throw(error: Error) {
      stopNow()
      throw error
    },
    [Symbol.asyncIterator]() {
      return this
    },
    async [Symbol.asyncDispose]() {
      stopNow()
    },
  }
}
