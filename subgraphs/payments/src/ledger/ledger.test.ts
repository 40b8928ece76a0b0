import { expect, it } from 'vitest'
import { bookingOf } from './ledger.ts'
import type { Booking } from './ledger.ts'

const sumOf = (...bookings: Booking[]) => bookings.flatMap(bookingOf).reduce((sum, side) => sum + side.amount, 0n)
const heldBy = (account: string, ...bookings: Booking[]) =>
  bookings
    .flatMap(bookingOf)
    .filter((side) => side.account === account)
    .reduce((sum, side) => sum + side.amount, 0n)

const capture: Booking = { kind: 'CAPTURE', amount: 500n }
const refund: Booking = { kind: 'REFUND', amount: 500n }
const chargeback: Booking = { kind: 'CHARGEBACK', amount: 500n, fee: 15n }
const reversal: Booking = { kind: 'CHARGEBACK_REVERSAL', amount: 500n }

it('a capture moves money from what the customer owes to what the provider holds', () => {
  expect(bookingOf(capture)).toEqual([
    { account: 'PROVIDER', amount: 500n },
    { account: 'CUSTOMER', amount: -500n },
  ])
})

it('every booking sums to zero, and a refund undoes a capture', () => {
  for (const booking of [capture, refund, chargeback, reversal]) expect(sumOf(booking)).toBe(0n)
  expect(heldBy('PROVIDER', capture, refund)).toBe(0n)
})

it('a chargeback takes its fee too, and only the money comes back when it is won', () => {
  expect(heldBy('PROVIDER', capture, chargeback)).toBe(-15n)
  expect(heldBy('PROVIDER', capture, chargeback, reversal)).toBe(485n)
  expect(heldBy('FEES', chargeback, reversal)).toBe(15n)
  expect(heldBy('CHARGEBACKS', chargeback, reversal)).toBe(0n)
})

it('nothing is booked for nothing, and a negative amount is a fault', () => {
  expect(bookingOf({ kind: 'CAPTURE', amount: 0n })).toEqual([])
  expect(() => bookingOf({ kind: 'REFUND', amount: -1n })).toThrow(RangeError)
})
