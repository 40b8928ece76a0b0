import { expect, it } from 'vitest'
import { canCommit, distributeReturned, releaseKind } from './reservation.ts'

it('commits what is set aside, once', () => {
  expect(canCommit('RESERVED')).toBe(true)
  expect([canCommit('COMMITTED'), canCommit('RELEASED'), canCommit('REJECTED')]).toEqual([false, false, false])
})

it('releases what is set aside, takes back what was sold, and nothing twice', () => {
  expect(releaseKind('RESERVED')).toBe('RELEASE')
  expect(releaseKind('COMMITTED')).toBe('RETURN')
  expect([releaseKind('RELEASED'), releaseKind('REJECTED')]).toEqual([null, null])
})

it('sends back to each level what came from it, over several returns, and what is more to the first', () => {
  const held = [
    { stockLevelId: 'a', variantId: 'mug', locationId: 'near', quantity: 3 },
    { stockLevelId: 'b', variantId: 'mug', locationId: 'far', quantity: 2 },
  ]
  const back = (quantity: number, returned: [string, number][] = []) =>
    distributeReturned([{ variantId: 'mug', quantity }], held, new Map(returned)).map((unit) => [
      unit.stockLevelId,
      unit.quantity,
    ])
  expect(back(2)).toEqual([['a', 2]])
  expect(back(2, [['a', 2]])).toEqual([
    ['a', 1],
    ['b', 1],
  ])
  expect(back(5)).toEqual([
    ['a', 3],
    ['b', 2],
  ])
  expect(
    back(1, [
      ['a', 3],
      ['b', 2],
    ]),
  ).toEqual([['a', 1]])
  expect(() => distributeReturned([{ variantId: 'cup', quantity: 1 }], held, new Map())).toThrow('never held')
})
