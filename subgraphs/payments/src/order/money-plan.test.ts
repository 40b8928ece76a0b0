import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planMoney } from './money-plan.ts'
import type { OrderMoney, PaymentMoney } from './money-plan.ts'

const now = new Date()
const confirmed: OrderMoney = {
  reservedAt: now,
  confirmedAt: now,
  cancelledAt: null,
  total: 100n,
  editedTotal: null,
  shipped: 0n,
  shippedTold: null,
}
const authorized: PaymentMoney = {
  id: 'first',
  status: 'REQUIRES_CAPTURE',
  goal: 'AUTHORIZE',
  operation: null,
  amount: 100n,
  amountCaptured: 0n,
  captureTarget: 0n,
  isLastCapture: false,
  canCaptureInParts: true,
  amountReduced: 0n,
}
const captured: PaymentMoney = {
  ...authorized,
  status: 'SUCCEEDED',
  goal: 'CAPTURE',
  amountCaptured: 100n,
  captureTarget: 100n,
}
const atOnce = { capturesPerShipment: false }
const perShipment = { capturesPerShipment: true }

describe('captured at once', () => {
  it('all of it is due when the order is confirmed', () => {
    expect(planMoney(confirmed, [authorized], atOnce)).toEqual({
      changes: [{ id: 'first', goal: 'CAPTURE', amount: 100n, captureTarget: 100n, isLastCapture: true }],
      uncovered: 0n,
      excess: 0n,
    })
  })

  it('nothing is due before', () => {
    const { changes } = planMoney({ ...confirmed, confirmedAt: null }, [{ ...authorized, goal: 'NONE' }], atOnce)
    expect(changes).toMatchObject([{ goal: 'AUTHORIZE', captureTarget: 0n, isLastCapture: false }])
  })
})

describe('captured with parcels', () => {
  it('what has left is due, and the last one takes the rest', () => {
    const first = planMoney({ ...confirmed, shipped: 40n }, [authorized], perShipment)
    expect(first.changes).toMatchObject([{ captureTarget: 40n, isLastCapture: false }])
    const last = planMoney({ ...confirmed, shipped: 100n }, [{ ...authorized, amountCaptured: 40n }], perShipment)
    expect(last.changes).toMatchObject([{ captureTarget: 100n, isLastCapture: true }])
  })

  it('a payment that can be captured only once is, with the first parcel', () => {
    const { changes } = planMoney(
      { ...confirmed, shipped: 40n },
      [{ ...authorized, canCaptureInParts: false }],
      perShipment,
    )
    expect(changes).toMatchObject([{ captureTarget: 100n, isLastCapture: true }])
  })

  it('a rest that was cancelled is released', () => {
    const half = { ...authorized, amountCaptured: 40n, captureTarget: 40n }
    const { changes } = planMoney({ ...confirmed, editedTotal: 40n, shipped: 40n }, [half], perShipment)
    expect(changes).toMatchObject([{ captureTarget: 40n, isLastCapture: true }])
  })
})

describe('an edit', () => {
  it('that makes the order dearer leaves something to be paid', () => {
    expect(planMoney({ ...confirmed, editedTotal: 130n }, [captured], atOnce).uncovered).toBe(30n)
  })

  it('that makes it cheaper captures less, or has something given back', () => {
    const lower = planMoney({ ...confirmed, editedTotal: 70n }, [authorized], atOnce)
    expect(lower.changes).toMatchObject([{ captureTarget: 70n, isLastCapture: true }])
    expect(planMoney({ ...confirmed, editedTotal: 70n }, [captured], atOnce).excess).toBe(30n)
    const reduced = { ...captured, amountReduced: 30n }
    expect(planMoney({ ...confirmed, editedTotal: 70n }, [reduced], atOnce)).toMatchObject({
      uncovered: 0n,
      excess: 0n,
    })
  })

  it('takes back a payment that is not needed any more', () => {
    const second = { ...authorized, id: 'second', amount: 30n }
    const { changes } = planMoney({ ...confirmed, editedTotal: 100n }, [captured, second], atOnce)
    expect(changes).toMatchObject([{ id: 'second', goal: 'CANCEL' }])
  })

  it('before anything was asked for simply changes the amount', () => {
    const unasked: PaymentMoney = { ...authorized, status: 'REQUIRES_CONFIRMATION', goal: 'NONE' }
    const { changes, uncovered } = planMoney({ ...confirmed, editedTotal: 130n }, [unasked], atOnce)
    expect([changes[0]?.amount, uncovered]).toEqual([130n, 0n])
  })
})

it('several payments share the total, and a declined one covers nothing', () => {
  const declined: PaymentMoney = { ...authorized, status: 'REQUIRES_PAYMENT_METHOD' }
  const second = { ...authorized, id: 'second', amount: 60n }
  const { changes, uncovered } = planMoney(confirmed, [declined, second], atOnce)
  expect(changes).toMatchObject([{ id: 'second', captureTarget: 60n }])
  expect(uncovered).toBe(40n)
})

it('whatever the payments are, no more is captured than is authorized, or than the order costs', () => {
  const amount = fc.bigInt({ min: 0n, max: 1_000n })
  const payment = fc
    .record({
      amount,
      captured: amount,
      status: fc.constantFrom('REQUIRES_CONFIRMATION', 'REQUIRES_CAPTURE', 'SUCCEEDED', 'REQUIRES_PAYMENT_METHOD'),
      canCaptureInParts: fc.boolean(),
    })
    .map(({ amount, captured, status, canCaptureInParts }): PaymentMoney => {
      const isCaptured = status === 'REQUIRES_CAPTURE' || status === 'SUCCEEDED'
      const amountCaptured = isCaptured ? captured % (amount + 1n) : 0n
      return { ...authorized, id: '', status, amount, amountCaptured, captureTarget: amountCaptured, canCaptureInParts }
    })
  const order = fc.record({ total: amount, shipped: amount, perShipment: fc.boolean() })
  fc.assert(
    fc.property(order, fc.array(payment, { minLength: 1, maxLength: 4 }), ({ total, shipped, perShipment }, some) => {
      const payments = some.map((one, index) => ({ ...one, id: String(index) }))
      const plan = planMoney({ ...confirmed, total, shipped }, payments, { capturesPerShipment: perShipment })
      const after = payments.map((one) => ({ ...one, ...plan.changes.find(({ id }) => id === one.id) }))
      const before = payments.reduce((sum, { amountCaptured }) => sum + amountCaptured, 0n)
      for (const { amount, captureTarget, amountCaptured } of after) {
        expect(captureTarget >= amountCaptured && captureTarget <= amount).toBe(true)
      }
      const target = after.reduce((sum, { captureTarget }) => sum + captureTarget, 0n)
      expect(target <= (total > before ? total : before) || plan.excess > 0n).toBe(true)
    }),
  )
})
