/**
 * Every event of `source` through `onEvent`, one at a time and in order. By hand for the same reason as the queue:
 * `return()` settles a `next()` that is pending. `onLeave` is called once, whoever ends it, and closes the source.
 */
export function mapEvents<From, To>(
  source: AsyncIterator<From>,
  onEvent: (event: From) => Promise<To>,
  onLeave: () => void,
): AsyncIterableIterator<To> {
  const end: IteratorResult<To> = { done: true, value: undefined }
  let ended = false
  let settlePending: ((result: IteratorResult<To>) => void) | null = null

  function leave(): void {
    if (ended) return
    ended = true
    onLeave()
  }

  async function pull(): Promise<IteratorResult<To>> {
    try {
      const event = await source.next()
      if (!event.done && !ended) return { done: false, value: await onEvent(event.value) }
      leave()
      return end
    } catch (error) {
      leave()
      throw error
    }
  }

  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next() {
      if (ended) return Promise.resolve(end)
      return new Promise((resolve, reject) => {
        settlePending = resolve
        pull().then(resolve, reject)
      })
    },
    async return() {
      leave()
      settlePending?.(end)
      return end
    },
  }
}
