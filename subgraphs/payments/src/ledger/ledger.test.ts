import { expect, it } from 'vitest'
import { bookingOf } from './ledger.ts'

it('a capture moves money from what the customer owes to what the provider holds', () => {
  expect(bookingOf('CAPTURE', 500n)).toEqual([
    { account: 'PROVIDER', amount: 500n },
    { account: 'CUSTOMER', amount: -500n },
  ])
})

it('every booking sums to zero, and a refund undoes a capture', () => {
  const sides = [...bookingOf('CAPTURE', 500n), ...bookingOf('REFUND', 500n)]
  expect(sides.reduce((sum, side) => sum + side.amount, 0n)).toBe(0n)
  const held = sides.filter((side) => side.account === 'PROVIDER')
  expect(held.reduce((sum, side) => sum + side.amount, 0n)).toBe(0n)
})

it('nothing is booked for nothing, and a negative amount is a fault', () => {
  expect(bookingOf('CAPTURE', 0n)).toEqual([])
  expect(() => bookingOf('REFUND', -1n)).toThrow(RangeError)
})
