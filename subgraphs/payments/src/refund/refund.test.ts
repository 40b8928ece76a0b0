import fc from 'fast-check'
import { expect, it } from 'vitest'
import { takeRefund, takeReturn } from './refund.ts'

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

const disputed = (...amounts: [refundable: bigint, disputed: bigint][]) =>
  amounts.map(([refundable, disputed], index) => ({ id: `p${index}`, refundable, disputed }))

it('withholds the share of a payment that a bank has withdrawn too much of', () => {
  expect(takeReturn(disputed([0n, 30n], [20n, 0n]), 40n)).toEqual({
    asked: [{ paymentId: 'p1', amount: 10n }],
    withheld: [{ paymentId: 'p0', amount: 30n }],
  })
  expect(takeReturn(disputed([20n, 80n]), 25n)).toEqual({ asked: [], withheld: [{ paymentId: 'p0', amount: 25n }] })
  expect(takeReturn(disputed([0n, 30n], [40n, 0n]), 40n).withheld).toEqual([])
})

it('takes in all what would be taken if no bank had withdrawn anything, and asks for no more than is left', () => {
  const amount = fc.bigInt({ min: 0n, max: 50n })
  fc.assert(
    fc.property(fc.array(fc.tuple(amount, amount), { minLength: 1, maxLength: 4 }), amount, (amounts, wanted) => {
      const before = new Map(disputed(...amounts).map((payment) => [payment.id, payment]))
      const { asked, withheld } = takeReturn(disputed(...amounts), wanted)
      const shares = [...asked, ...withheld]
      const all = amounts.reduce((sum, [refundable, held]) => sum + refundable + held, 0n)
      expect(shares.reduce((sum, share) => sum + share.amount, 0n)).toBe(wanted < all ? wanted : all)
      expect(new Set(shares.map(({ paymentId }) => paymentId)).size).toBe(shares.length)
      for (const share of asked)
        expect(share.amount).toBeLessThanOrEqual(before.get(share.paymentId)?.refundable ?? -1n)
    }),
  )
})
