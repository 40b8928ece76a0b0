import { expect, it } from 'vitest'
import { splitRefundable } from './refund.ts'

it('gives each return its amount, and nothing besides while the order stands', () => {
  const split = splitRefundable(
    100n,
    [
      { id: 'a', amount: 30n },
      { id: 'b', amount: 20n },
    ],
    false,
  )
  expect(split).toEqual({
    returns: [
      { id: 'a', amount: 30n },
      { id: 'b', amount: 20n },
    ],
    rest: 0n,
  })
})

it('gives all that is left back when the order is cancelled', () => {
  expect(splitRefundable(100n, [{ id: 'a', amount: 30n }], true).rest).toBe(70n)
})

it('never gives more than is left', () => {
  const split = splitRefundable(
    40n,
    [
      { id: 'a', amount: 30n },
      { id: 'b', amount: 20n },
    ],
    true,
  )
  expect(split).toEqual({
    returns: [
      { id: 'a', amount: 30n },
      { id: 'b', amount: 10n },
    ],
    rest: 0n,
  })
})
