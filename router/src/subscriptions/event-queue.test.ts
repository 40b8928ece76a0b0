import { describe, expect, it, vi } from 'vitest'
import { createEventQueue } from './event-queue.ts'

const end = { done: true, value: undefined }

describe('an event queue', () => {
  it('gives events in order, those that waited and those that are waited for', async () => {
    const { iterator, ...queue } = createEventQueue<number>(10, () => {})
    queue.push(1)
    const reads = [iterator.next(), iterator.next(), iterator.next()]
    queue.push(2)
    queue.push(3)
    expect((await Promise.all(reads)).map(({ value }) => value)).toEqual([1, 2, 3])
  })

  it('settles a pending read and closes once when its reader returns', async () => {
    const onClose = vi.fn<() => void>()
    const { iterator, push } = createEventQueue<number>(10, onClose)
    const pending = iterator.next()
    await iterator.return?.()
    await iterator.return?.()
    push(1)
    expect(await pending).toEqual(end)
    expect(await iterator.next()).toEqual(end)
    expect(onClose).toHaveBeenCalledTimes(1)
  })

  it('gives what is queued before the end or the error, and the error once', async () => {
    const { iterator, ...queue } = createEventQueue<number>(10, () => {})
    queue.push(1)
    queue.fail(new Error('gone'))
    queue.push(2)
    expect((await iterator.next()).value).toBe(1)
    await expect(iterator.next()).rejects.toThrow('gone')
    expect(await iterator.next()).toEqual(end)
  })

  it('ends with an error and closes its source when nobody reads', async () => {
    const onClose = vi.fn<() => void>()
    const { iterator, push } = createEventQueue<number>(2, onClose)
    for (const event of [1, 2, 3]) push(event)
    expect(onClose).toHaveBeenCalledTimes(1)
    await expect(iterator.next()).rejects.toThrow('too slowly')
  })
})
