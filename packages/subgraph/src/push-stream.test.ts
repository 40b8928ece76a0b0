import { expect, test, vi } from 'vitest'
import { createPushStream } from './push-stream.ts'

test('values are read in the order in which they were pushed', async () => {
  const stream = createPushStream<number>()
  stream.push(1)
  stream.push(2)
  stream.end()
  const read: number[] = []
  for await (const value of stream) read.push(value)
  expect(read).toEqual([1, 2])
  expect(stream.push(3)).toBe(false)
})

test('return() ends a next() that waits, and releases the source once', async () => {
  const onStop = vi.fn<() => void>()
  const stream = createPushStream<number>({ onStop })
  const waiting = stream.next()
  await stream.return(undefined)
  await stream.return(undefined)
  expect(await waiting).toEqual({ done: true, value: undefined })
  expect(onStop).toHaveBeenCalledTimes(1)
})

test('an abort ends the stream, also one that came before it began', async () => {
  const controller = new AbortController()
  const stream = createPushStream<number>({ signal: controller.signal })
  const waiting = stream.next()
  controller.abort()
  expect(await waiting).toMatchObject({ done: true })
  const onStop = vi.fn<() => void>()
  expect(await createPushStream<number>({ signal: controller.signal, onStop }).next()).toMatchObject({ done: true })
  expect(onStop).toHaveBeenCalledTimes(1)
})

test('a failure comes after the values that were pushed before it', async () => {
  const stream = createPushStream<number>()
  stream.push(1)
  stream.fail(new Error('the bus is gone'))
  expect(await stream.next()).toEqual({ done: false, value: 1 })
  await expect(stream.next()).rejects.toThrow('the bus is gone')
  expect(await stream.next()).toMatchObject({ done: true })
})

test('a reader that is too slow is failed instead of filling the memory', async () => {
  const onStop = vi.fn<() => void>()
  const stream = createPushStream<number>({ capacity: 2, onStop })
  expect([stream.push(1), stream.push(2), stream.push(3)]).toEqual([true, true, false])
  expect(onStop).toHaveBeenCalledTimes(1)
  await stream.next()
  await stream.next()
  await expect(stream.next()).rejects.toThrow('more than 2 events behind')
})
