import { describe, expect, it } from 'vitest'
import { nextStatus, nextStep, PAYMENT_GOALS, providerKey, refundableAmount, transition, triggerOf } from './payment.ts'
import type { PaymentGoal, PaymentOperation, PaymentStatus } from './payment.ts'

const MAX = 3
const step = (
  status: PaymentStatus,
  goal: PaymentGoal,
  operation: PaymentOperation | null = null,
  attempts = operation ? 1 : 0,
) => {
  const next = nextStep({ status, goal, operation, attempts }, MAX)
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

  it('captures only what was authorized', () => {
    expect(() => transition('PROCESSING', 'captured')).toThrow('a payment in PROCESSING cannot be captured')
    expect(nextStatus('REQUIRES_ACTION', 'captured')).toBeNull()
  })
})

describe('the next step', () => {
  it.each([
    ['REQUIRES_CONFIRMATION', ['rest', 'AUTHORIZE', 'AUTHORIZE', 'close']],
    ['REQUIRES_ACTION', ['rest', 'rest', 'rest', 'CANCEL']],
    ['PROCESSING', ['CONFIRM', 'CONFIRM', 'CONFIRM', 'CANCEL']],
    ['REQUIRES_CAPTURE', ['rest', 'rest', 'CAPTURE', 'CANCEL']],
    ['REQUIRES_PAYMENT_METHOD', ['rest', 'rest', 'rest', 'close']],
    ['SUCCEEDED', ['refund', 'refund', 'refund', 'refund']],
    ['CANCELED', ['rest', 'rest', 'rest', 'rest']],
  ] as const)('of %s towards each goal', (status, steps) => {
    expect(PAYMENT_GOALS.map((goal) => step(status, goal))).toEqual(steps)
  })

  it('repeats an authorization until it was asked for often enough, then takes it back', () => {
    expect(step('PROCESSING', 'AUTHORIZE', 'AUTHORIZE', MAX - 1)).toBe('AUTHORIZE')
    expect(step('PROCESSING', 'AUTHORIZE', 'AUTHORIZE', MAX)).toBe('CANCEL')
    expect(step('PROCESSING', 'CAPTURE', 'CONFIRM', MAX)).toBe('CANCEL')
  })

  it('takes an authorization back at once when the order is cancelled', () => {
    expect(step('PROCESSING', 'CANCEL', 'AUTHORIZE')).toBe('CANCEL')
  })

  it('never leaves a capture or a cancellation without its answer', () => {
    expect(step('REQUIRES_CAPTURE', 'CANCEL', 'CAPTURE', 50)).toBe('CAPTURE')
    expect(step('PROCESSING', 'CANCEL', 'CANCEL', 50)).toBe('CANCEL')
  })
})

describe('answers of the provider', () => {
  it('mean what the operation asked for', () => {
    expect(triggerOf('AUTHORIZE', 'requires_action')).toBe('actionRequired')
    expect(triggerOf('CONFIRM', 'succeeded')).toBe('authorized')
    expect(triggerOf('CAPTURE', 'declined')).toBe('declined')
    expect(triggerOf('CANCEL', 'succeeded')).toBe('canceled')
  })

  it('that an operation cannot have are faults', () => {
    expect(() => triggerOf('CAPTURE', 'requires_action')).toThrow('CAPTURE')
    expect(() => triggerOf('CANCEL', 'declined')).toThrow('CANCEL')
  })
})

it('each operation of a payment has a key of its own, the same each time', () => {
  expect(providerKey('p', 'CAPTURE')).toBe('payment:p:capture')
  expect(new Set((['AUTHORIZE', 'CONFIRM', 'CAPTURE', 'CANCEL'] as const).map((o) => providerKey('p', o))).size).toBe(4)
})

it('what is promised to a refund cannot be promised to another', () => {
  expect(refundableAmount({ amountCaptured: 100n, amountRefunded: 30n, amountRefunding: 50n })).toBe(20n)
})
