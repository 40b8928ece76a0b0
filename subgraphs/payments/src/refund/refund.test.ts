import { expect, it } from 'vitest'
import { takeRefund } from './refund.ts'

const left = (...amounts: bigint[]) => amounts.map((refundable, index) => ({ id: `p${index}`, refundable }))

it('takes from the oldest payment, and from the next what that has not', () => {
  const payments = left(30n, 50n)
  expect(takeRefund(payments, 20n)).toEqual([{ paymentId: 'p0', amount: 20n }])
  expect(takeRefund(payments, 40n)).toEqual([
    { paymentId: 'p0', amount: 10n },
    { paymentId: 'p1', amount: 30n },
  ])
})

it('never takes more than is left', () => {
  const payments = left(30n)
  expect(takeRefund(payments, 100n)).toEqual([{ paymentId: 'p0', amount: 30n }])
  expect(payments).toEqual([{ id: 'p0', refundable: 0n }])
})

it('names a payment for nothing too: somebody waits for the word', () => {
  expect(takeRefund(left(0n), 10n)).toEqual([{ paymentId: 'p0', amount: 0n }])
})
