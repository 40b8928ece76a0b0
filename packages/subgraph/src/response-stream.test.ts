import type { ExecutionResult } from 'graphql'
import { expect, test } from 'vitest'
import { createResponseStream } from './response-stream.ts'

test('tells who waits why the source failed, and then ends', async () => {
  const failing = Promise.withResolvers<IteratorResult<unknown>>()
  const stream = createResponseStream({
    source: { next: () => failing.promise },
    respond: async () => ({ data: null }),
    describe: (error): ExecutionResult => ({ data: { reason: (error as Error).message } }),
    onEnd: () => undefined,
  })
  const [first, second] = [stream.next(), stream.next()]
  failing.reject(new Error('the order changed hands'))
  expect(await first).toEqual({ done: false, value: { data: { reason: 'the order changed hands' } } })
  expect(await second).toEqual({ done: true, value: undefined })
  expect(await stream.next()).toEqual({ done: true, value: undefined })
})
