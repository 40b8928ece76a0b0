import { describe, expect, it } from 'vitest'
import { createMemoryBuckets } from './memory-buckets.ts'

const RATE = { capacity: 10, seconds: 5 }
const one = (key: string, amount = 1) => ({ policy: key, key, rate: RATE, amount })

describe('token buckets', () => {
  it('let as much through at once as they hold, and then as much as comes back', async () => {
    let now = 0
    const buckets = createMemoryBuckets(() => now)
    for (let turn = 0; turn < 10; turn += 1) expect(await buckets.take([one('a')])).toMatchObject({ allowed: true })
    const empty = { allowed: false, retryAfterSeconds: 1, buckets: [{ remaining: 0, fullInSeconds: 5 }] }
    expect(await buckets.take([one('a')])).toEqual(empty)
    now = 499
    expect(await buckets.take([one('a')])).toMatchObject({ allowed: false })
    now = 500
    expect(await buckets.take([one('a')])).toEqual({ ...empty, allowed: true, retryAfterSeconds: 0 })
    expect(await buckets.take([one('b')])).toMatchObject({ allowed: true, buckets: [{ remaining: 9 }] })
  })

  it('never hold more than their capacity, however long they rest', async () => {
    let now = 0
    const buckets = createMemoryBuckets(() => now)
    await buckets.take([one('a')])
    now = 1_000_000
    expect(await buckets.take([one('a', 10)])).toMatchObject({ allowed: true, buckets: [{ remaining: 0 }] })
    expect(await buckets.take([one('a', 4)])).toMatchObject({ allowed: false, retryAfterSeconds: 2 })
  })

  it('are charged together or not at all', async () => {
    const buckets = createMemoryBuckets(() => 0)
    await buckets.take([one('a', 10)])
    expect(await buckets.take([one('b'), one('a')])).toMatchObject({
      allowed: false,
      buckets: [{ remaining: 10 }, { remaining: 0 }],
    })
    expect(await buckets.take([one('b', 10)])).toMatchObject({ allowed: true })
  })
})
