import type { ExecutionResult } from 'graphql'

type Settle = (result: IteratorResult<ExecutionResult, undefined>) => void

type ResponseStreamOptions = {
  source: AsyncIterator<unknown>
  /** Executes the operation for one event. Must not reject. */
  respond(event: unknown): Promise<ExecutionResult>
  /** The result that tells the client that the source failed; it is the last one. */
  describe(error: unknown): ExecutionResult
  /** Given what ends the stream with an error; answers what is to be called when it has ended. */
  onBegin?(fail: (error: unknown) => void): (() => void) | undefined
  /** Called once, when the stream ends in whatever way. */
  onEnd(): void
  /** Ends the stream. */
  signal?: AbortSignal
}

/**
 * The responses to a source's events. `return()` answers at once and releases the source even while `next()` waits for
 * an event; the waiting `next()` answers done.
 */
export function createResponseStream(
  options: ResponseStreamOptions,
): AsyncGenerator<ExecutionResult, undefined, undefined> {
  const { source, respond, describe, onEnd, signal } = options
  const done: IteratorResult<ExecutionResult, undefined> = { done: true, value: undefined }
  // Not Promise.race against one promise of the end: that promise would keep every response for as long as it lives.
  const waiting = new Set<Settle>()
  let ended = false
  let lastWords: ExecutionResult | null = null
  let forget = (): void => {}

  function finish(): void {
    if (ended) return
    ended = true
    signal?.removeEventListener('abort', release)
    for (const settle of waiting) settle(done)
    waiting.clear()
    forget()
    onEnd()
  }

  function release(): void {
    if (ended) return
    finish()
    // Not awaited: an async generator answers only after its pending next(), which may never be. What it throws while it
    // cleans up is nobody's answer any more.
    source.return?.().catch((error: unknown) => describe(error))
  }

  /** The first who waits is told the reason, or who asks next. */
  function fail(error: unknown): void {
    if (ended) return
    const [first] = waiting
    if (first) {
      waiting.delete(first)
      first({ done: false, value: describe(error) })
    } else lastWords = describe(error)
    release()
  }

  if (signal?.aborted) release()
  else signal?.addEventListener('abort', release, { once: true })

  if (!ended) forget = options.onBegin?.(fail) ?? forget

  async function read(own: Settle): Promise<IteratorResult<ExecutionResult, undefined>> {
    try {
      const event = await source.next()
      if (ended) return done
      if (!event.done) return { done: false, value: await respond(event.value) }
      finish()
      return done
    } catch (error) {
      if (ended) return done
      // The others who wait are told the end; who waits for this event is told the reason.
      waiting.delete(own)
      finish()
      return { done: false, value: describe(error) }
    }
  }

  return {
    next() {
      if (lastWords) {
        const value = lastWords
        lastWords = null
        return Promise.resolve({ done: false, value })
      }
      if (ended) return Promise.resolve(done)
      const { promise, resolve } = Promise.withResolvers<IteratorResult<ExecutionResult, undefined>>()
      waiting.add(resolve)
      void read(resolve).then((result) => {
        waiting.delete(resolve)
        resolve(result)
      })
      return promise
    },
    async return() {
      lastWords = null
      release()
      return done
    },
    async throw(error: Error) {
      release()
      throw error
    },
    [Symbol.asyncIterator]() {
      return this
    },
    async [Symbol.asyncDispose]() {
      release()
    },
  }
}
