import { expect, test } from 'vitest'
import { createGroupLoader, createLoader, defineLoaders } from './loader.ts'

test('keys of one turn are read together, and each gets its own row', async () => {
  const calls: (readonly string[])[] = []
  const loader = createLoader(
    async (ids: readonly string[]) => {
      calls.push(ids)
      return ids
        .filter((id) => id !== 'missing')
        .map((id) => ({ id }))
        .toReversed()
    },
    (row) => row.id,
  )
  const rows = await Promise.all(['a', 'missing', 'b', 'a'].map((id) => loader.load(id)))
  expect(rows).toEqual([{ id: 'a' }, null, { id: 'b' }, { id: 'a' }])
  expect(calls).toEqual([['a', 'missing', 'b']])
})

test('a group loader gives every row of a key in the order of the statement', async () => {
  const lines = [
    { orderId: 'x', n: 1 },
    { orderId: 'y', n: 2 },
    { orderId: 'x', n: 3 },
  ]
  const loader = createGroupLoader(
    async (_orderIds: readonly string[]) => lines,
    (line) => line.orderId,
  )
  expect(await loader.loadMany(['x', 'z'])).toEqual([[lines[0], lines[2]], []])
})

test('more keys than the cap become several statements', async () => {
  const sizes: number[] = []
  const loader = createLoader(
    async (keys: readonly number[]) => {
      sizes.push(keys.length)
      return keys.map((key) => ({ key }))
    },
    (row) => row.key,
  )
  await loader.loadMany(Array.from({ length: 1_500 }, (_, key) => key))
  expect(sizes).toEqual([1_000, 500])
})

test('each request has loaders of its own, made when they are first asked for, and once', () => {
  const made: string[] = []
  const createLoaders = defineLoaders({
    order: (request: string) => {
      made.push(`order of ${request}`)
      return { request }
    },
    line: (request: string) => made.push(`line of ${request}`),
  })
  const [one, other] = [createLoaders('one'), createLoaders('other')]
  expect(made).toEqual([])
  expect(one.order).toBe(one.order)
  expect(one.order).toEqual({ request: 'one' })
  expect(other.order).toEqual({ request: 'other' })
  expect(made).toEqual(['order of one', 'order of other'])
})
