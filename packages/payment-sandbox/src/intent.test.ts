import { describe, expect, it } from 'vitest'
import { answerRequest } from './intent.ts'
import type { SandboxAnswer, SandboxIntent, SandboxRequest } from './intent.ts'

const page = '/sandbox/payments/p'
const authorize = (paymentMethod: string, customerActed = false): SandboxRequest => ({
  operation: 'authorize',
  amount: 1_000n,
  currency: 'EUR',
  paymentMethod,
  customerActed,
})
const capture = { operation: 'capture', amount: 1_000n, currency: 'EUR', isFinal: true } as const
const refund = (amount: bigint): SandboxRequest => ({ operation: 'refund', amount, currency: 'EUR' })

/** Asks one thing after the other of the same intent; gives the last answer and the intent after it. */
function ask(...requests: SandboxRequest[]): { answer: SandboxAnswer | null; intent: SandboxIntent | null } {
  return requests.reduce<{ answer: SandboxAnswer | null; intent: SandboxIntent | null }>(
    ({ intent }, request) => answerRequest(intent, request, page),
    { answer: null, intent: null },
  )
}

const outcome = (...requests: SandboxRequest[]) => {
  const { answer } = ask(...requests)
  return answer?.outcome === 'declined' ? answer.code : answer?.outcome
}

describe('the sandbox', () => {
  it('knows its tokens', () => {
    expect(outcome(authorize('pm_card_visa'))).toBe('succeeded')
    expect(outcome(authorize('pm_card_chargeDeclined'))).toBe('card_declined')
    expect(outcome(authorize('pm_card_authenticationRequired'))).toBe('requires_action')
    expect(outcome(authorize('pm_card_unheard_of'))).toBe('payment_method_invalid')
  })

  it('authorizes after the customer acted', () => {
    const token = 'pm_card_authenticationRequired'
    expect(outcome(authorize(token), authorize(token, true))).toBe('succeeded')
    expect(outcome(authorize(token), { operation: 'act' }, authorize(token, true))).toBe('succeeded')
  })

  it('captures once, and not more than was authorized', () => {
    expect(outcome(authorize('pm_card_visa'), capture)).toBe('succeeded')
    expect(outcome(authorize('pm_card_visa'), capture, capture)).toBe('payment_intent_unexpected_state')
    expect(outcome(authorize('pm_card_visa'), { ...capture, amount: 1_001n })).toBe('payment_intent_unexpected_state')
    expect(outcome(authorize('pm_card_visa'), { ...capture, currency: 'USD' })).toBe('payment_intent_unexpected_state')
  })

  it('captures in parts until the last one, which releases the rest', () => {
    const part = { ...capture, amount: 300n, isFinal: false }
    const { intent } = ask(authorize('pm_card_visa'), part, part)
    expect(intent).toMatchObject({ status: 'requires_capture', amountCaptured: 600n })
    const last = ask(authorize('pm_card_visa'), part, { ...capture, amount: 0n })
    expect(last.intent).toMatchObject({ status: 'succeeded', amountCaptured: 300n })
    expect(outcome(authorize('pm_card_visa'), part, { ...capture, amount: 701n })).toBe(
      'payment_intent_unexpected_state',
    )
    expect(outcome(authorize('pm_card_visa'), part, { operation: 'cancel' })).toBe('payment_intent_unexpected_state')
  })

  it('withdraws what a customer disputes, and gives nothing of it back', () => {
    const disputed = [authorize('pm_card_createDispute'), capture]
    expect(ask(...disputed).intent?.dispute).toMatchObject({ amount: 1_000n, status: 'needs_response' })
    expect(outcome(...disputed, refund(1n))).toBe('charge_disputed')
    expect(outcome(...disputed, { operation: 'close_dispute', status: 'won' }, refund(1n))).toBe('succeeded')
  })

  it('gives back at most what was captured', () => {
    const captured = [authorize('pm_card_visa'), capture]
    expect(outcome(...captured, refund(600n), refund(400n))).toBe('succeeded')
    expect(outcome(...captured, refund(600n), refund(401n))).toBe('amount_too_large')
    expect(outcome(authorize('pm_card_visa'), refund(1n))).toBe('payment_intent_unexpected_state')
  })

  it('takes its fee of each capture, and keeps it when the money goes back', () => {
    const part = { ...capture, amount: 335n, isFinal: false }
    expect(ask(authorize('pm_card_visa')).intent?.fees).toBe(0n)
    // 2.9 % is 9.715, and 30 cents.
    expect(ask(authorize('pm_card_visa'), part).intent?.fees).toBe(40n)
    expect(ask(authorize('pm_card_visa'), part, part, { ...capture, amount: 0n }).intent?.fees).toBe(80n)
    expect(ask(authorize('pm_card_visa'), capture, refund(1_000n)).intent?.fees).toBe(59n)
  })

  it('refuses an authorization that comes after its cancellation', () => {
    expect(outcome({ operation: 'cancel' }, authorize('pm_card_visa'))).toBe('payment_intent_unexpected_state')
  })

  it('cancels what is not captured', () => {
    expect(ask(authorize('pm_card_visa'), { operation: 'cancel' }).intent?.status).toBe('canceled')
    expect(outcome(authorize('pm_card_visa'), capture, { operation: 'cancel' })).toBe('payment_intent_unexpected_state')
  })
})
