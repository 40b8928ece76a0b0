import type { PaymentStatus } from './payment.ts'

const DAY_MS = 86_400_000
/** What is final is compared twice: soon, and a day later, when the provider has closed its books on it. */
const CHECKS_OF_FINAL = 2

/**
 * When the provider is asked next what it knows of a payment, after `checks` times; null when never again. What may still change
 * is asked about for as long as that lasts, with doubling pauses up to a day.
 */
export function nextCheckAt(status: PaymentStatus, checks: number, now: Date, afterMs: number): Date | null {
  if (status === 'REQUIRES_CONFIRMATION') return null
  const isFinal = status === 'SUCCEEDED' || status === 'CANCELED' || status === 'REQUIRES_PAYMENT_METHOD'
  if (isFinal && checks >= CHECKS_OF_FINAL) return null
  const pause = isFinal && checks > 0 ? DAY_MS : Math.min(afterMs * 2 ** Math.min(checks, 20), DAY_MS)
  return new Date(now.getTime() + pause)
}
