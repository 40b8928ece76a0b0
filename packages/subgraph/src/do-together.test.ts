import { expect, it } from 'vitest'
import { doTogether } from './do-together.ts'

it('does together what is asked for in one turn and while it is busy, and answers each its own', async () => {
  const batches: number[][] = []
  const double = doTogether(async (numbers: readonly number[]) => {
    batches.push([...numbers])
    await new Promise((resolve) => setImmediate(resolve))
    return numbers.map((number) => number * 2)
  })
  const first = Promise.all([double(1), double(2)])
  await new Promise((resolve) => setImmediate(resolve))
  const second = Promise.all([double(3), double(4)])
  expect(await first).toEqual([2, 4])
  expect(await second).toEqual([6, 8])
  expect(batches).toEqual([
    [1, 2],
    [3, 4],
  ])
  expect(await double(5)).toBe(10)
})

it('does no more than the limit at once', async () => {
  const sizes: number[] = []
  const echo = doTogether(
    async (numbers: readonly number[]) => {
      sizes.push(numbers.length)
      return numbers
    },
    { limit: 2 },
  )
  expect(await Promise.all([1, 2, 3].map((number) => echo(number)))).toEqual([1, 2, 3])
  expect(sizes).toEqual([2, 1])
})

it('lets one that cannot be done spoil no other', async () => {
  const halve = doTogether(async (numbers: readonly number[]) => {
    if (numbers.some((number) => number % 2 === 1)) throw new Error(`cannot halve ${numbers.join()}`)
    return numbers.map((number) => number / 2)
  })
  const results = await Promise.allSettled([halve(2), halve(3), halve(4)])
  expect(results.map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason)))).toEqual([
    1,
    'Error: cannot halve 3',
    2,
  ])
  expect(await halve(6)).toBe(3)
})
