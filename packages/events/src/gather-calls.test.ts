import { expect, test } from 'vitest'
import { gatherCalls } from './gather-calls.ts'

test('what is given in one turn is one call, in its order, and what comes later is another', async () => {
  const calls: number[][] = []
  const give = gatherCalls<number>(async (items) => void calls.push([...items]))
  await Promise.all([give(1), give(2), Promise.resolve().then(() => give(3))])
  await give(4)
  expect(calls).toEqual([[1, 2, 3], [4]])
})

test('what comes while a call is under way does not wait for it', async () => {
  const { promise: never } = Promise.withResolvers<void>()
  const calls: string[][] = []
  const give = gatherCalls<string>((items) => {
    calls.push([...items])
    return items.includes('slow') ? never : Promise.resolve()
  })
  void give('slow')
  await new Promise(setImmediate)
  await give('quick')
  expect(calls).toEqual([['slow'], ['quick']])
})

test('all that were in a call which fails are told', async () => {
  const give = gatherCalls<number>(() => Promise.reject(new Error('away')))
  const outcomes = await Promise.allSettled([give(1), give(2)])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})
