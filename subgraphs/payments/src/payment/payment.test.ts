import { describe, expect, it } from 'vitest'
import {
  nextStatus,
  nextStep,
  operationKey,
  PAYMENT_GOALS,
  providerKey,
  refundableAmount,
  transition,
  triggerOf,
} from './payment.ts'
import type { PaymentGoal, PaymentOperation, PaymentStatus, ProviderOutcome } from './payment.ts'

const step = (status: PaymentStatus, goal: PaymentGoal, operation: PaymentOperation | null = null) => {
  const money = { amountCaptured: 0n, captureTarget: 100n, isLastCapture: false }
  const next = nextStep({ status, goal, operation, ...money })
  return next.kind === 'ask' ? next.operation : next.kind
}

describe('the transition table', () => {
  it('leads from the first status to the captured one, and to the canceled one', () => {
    const path = (['submitted', 'authorized', 'captured'] as const).reduce<PaymentStatus>(
      (status, trigger) => transition(status, trigger),
      'REQUIRES_CONFIRMATION',
    )
    expect(path).toBe('SUCCEEDED')
    expect(transition('REQUIRES_CAPTURE', 'canceled')).toBe('CANCELED')
  })

  it('lets nothing leave a final status', () => {
    const triggers = [
      'submitted',
      'authorized',
      'actionRequired',
      'confirmed',
      'declined',
      'captured',
      'canceled',
    ] as const
    for (const trigger of triggers) {
      expect(nextStatus('SUCCEEDED', trigger)).toBeNull()
      expect(nextStatus('CANCELED', trigger)).toBeNull()
    }
  })

  it('captures only what was authorized, by us or by hand at the provider', () => {
    expect(() => transition('REQUIRES_CONFIRMATION', 'captured')).toThrow('REQUIRES_CONFIRMATION cannot be captured')
    expect(nextStatus('REQUIRES_PAYMENT_METHOD', 'captured')).toBeNull()
    expect(nextStatus('REQUIRES_CONFIRMATION', 'partlyCaptured')).toBeNull()
  })
})

describe('the next step', () => {
  it.each([
    ['REQUIRES_CONFIRMATION', ['rest', 'AUTHORIZE', 'AUTHORIZE', 'close']],
    ['REQUIRES_ACTION', ['rest', 'rest', 'rest', 'CANCEL']],
    ['PROCESSING', ['CONFIRM', 'CONFIRM', 'CONFIRM', 'CANCEL']],
    ['REQUIRES_CAPTURE', ['rest', 'rest', 'CAPTURE', 'CANCEL']],
    ['REQUIRES_PAYMENT_METHOD', ['fail', 'fail', 'fail', 'close']],
    ['SUCCEEDED', ['rest', 'rest', 'rest', 'rest']],
    ['CANCELED', ['rest', 'rest', 'rest', 'rest']],
  ] as const)('of %s towards each goal', (status, steps) => {
    expect(PAYMENT_GOALS.map((goal) => step(status, goal))).toEqual(steps)
  })

  it('repeats an authorization until it is answered', () => {
    expect(step('PROCESSING', 'AUTHORIZE', 'AUTHORIZE')).toBe('AUTHORIZE')
    expect(step('PROCESSING', 'CAPTURE', 'CONFIRM')).toBe('CONFIRM')
  })

  it('takes an authorization back at once when the order is cancelled', () => {
    expect(step('PROCESSING', 'CANCEL', 'AUTHORIZE')).toBe('CANCEL')
  })

  it('never leaves a capture or a cancellation without its answer', () => {
    expect(step('REQUIRES_CAPTURE', 'CANCEL', 'CAPTURE')).toBe('CAPTURE')
    expect(step('PROCESSING', 'CANCEL', 'CANCEL')).toBe('CANCEL')
  })
})

describe('a capture', () => {
  const captured = { status: 'REQUIRES_CAPTURE', goal: 'CAPTURE', operation: null } as const
  const kindOf = (amountCaptured: bigint, captureTarget: bigint, isLastCapture: boolean) =>
    nextStep({ ...captured, amountCaptured, captureTarget, isLastCapture }).kind

  it('is asked for when more is due than was captured', () => {
    expect(kindOf(0n, 30n, false)).toBe('ask')
    expect(kindOf(30n, 30n, false)).toBe('rest')
  })

  it('is asked for once more to release the rest', () => {
    expect(kindOf(30n, 30n, true)).toBe('ask')
  })
})

describe('answers of the provider', () => {
  const meaning = (operation: PaymentOperation, outcome: ProviderOutcome, isLast = true, amountCaptured = 0n) =>
    triggerOf({ operation, isLast, amountCaptured }, outcome)

  it('mean what the operation asked for', () => {
    expect(meaning('AUTHORIZE', 'requires_action')).toBe('actionRequired')
    expect(meaning('CONFIRM', 'succeeded')).toBe('authorized')
    expect(meaning('CAPTURE', 'declined')).toBe('declined')
    expect(meaning('CAPTURE', 'succeeded')).toBe('captured')
    expect(meaning('CAPTURE', 'succeeded', false)).toBe('partlyCaptured')
    expect(meaning('CANCEL', 'succeeded')).toBe('canceled')
  })

  it('leave what was captured before as it is', () => {
    expect(meaning('CANCEL', 'succeeded', false, 30n)).toBe('captured')
    expect(meaning('CAPTURE', 'declined', false, 30n)).toBe('captured')
  })

  it('that an operation cannot have are faults', () => {
    expect(() => meaning('CAPTURE', 'requires_action')).toThrow('CAPTURE')
    expect(() => meaning('CANCEL', 'declined')).toThrow('CANCEL')
  })
})

it('each operation of a payment has a key of its own, the same each time', () => {
  expect(providerKey('p', 'CAPTURE')).toBe('payment:p:capture')
  expect(providerKey('p', 'CAPTURE', 2)).toBe('payment:p:capture:2')
  expect(new Set((['AUTHORIZE', 'CONFIRM', 'CAPTURE', 'CANCEL'] as const).map((o) => providerKey('p', o))).size).toBe(4)
})

it('letting the rest go is another request than the cancellation, for each amount that was captured before', () => {
  const key = (amountCaptured: bigint) =>
    operationKey({ id: 'p', captures: 1, confirmations: 0, amountCaptured }, 'CANCEL')
  expect([0n, 30n, 40n].map(key)).toEqual(['payment:p:cancel', 'payment:p:release:30', 'payment:p:release:40'])
})

it('what is promised to a refund, or withdrawn by a bank, cannot be promised to another', () => {
  const payment = { amountCaptured: 100n, amountRefunded: 30n, amountRefunding: 50n, amountDisputed: 0n }
  expect(refundableAmount(payment)).toBe(20n)
  expect(refundableAmount({ ...payment, amountDisputed: 100n })).toBe(0n)
})
