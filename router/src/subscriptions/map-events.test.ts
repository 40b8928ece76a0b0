import { describe, expect, it, vi } from 'vitest'
import { createEventQueue } from './event-queue.ts'
import { mapEvents } from './map-events.ts'

const end = { done: true, value: undefined }

describe('mapped events', () => {
  it('come one at a time and in order', async () => {
    const queue = createEventQueue<number>(10, () => {})
    const mapped = mapEvents(
      queue.iterator,
      async (event) => event * 2,
      () => {},
    )
    for (const event of [1, 2]) queue.push(event)
    queue.end()
    expect([await mapped.next(), await mapped.next(), await mapped.next()]).toEqual([
      { done: false, value: 2 },
      { done: false, value: 4 },
      end,
    ])
  })

  it('end at once when the reader leaves, though the source has a read pending that never settles', async () => {
    const onLeave = vi.fn<() => void>()
    const mapped = mapEvents({ next: () => new Promise<never>(() => {}) }, async (event) => event, onLeave)
    const pending = mapped.next()
    await mapped.return?.()
    expect(await pending).toEqual(end)
    expect(await mapped.next()).toEqual(end)
    expect(onLeave).toHaveBeenCalledTimes(1)
  })

  it('pass on an error of the source and close it', async () => {
    const onLeave = vi.fn<() => void>()
    const source = { next: () => Promise.reject(new Error('gone')) }
    const mapped = mapEvents(source, async (event) => event, onLeave)
    await expect(mapped.next()).rejects.toThrow('gone')
    expect(onLeave).toHaveBeenCalledTimes(1)
  })
})
