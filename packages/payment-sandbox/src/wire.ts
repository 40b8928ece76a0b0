import { z } from 'zod'
import type { SandboxIntent } from './intent.ts'

/** Amounts cross the wire as digits: JSON's numbers end before a bigint does. */
const Amount = z
  .string()
  .regex(/^\d{1,18}$/)
  .transform(BigInt)
const Currency = z.string().length(3)

/** The body of `POST /v1/payment_intents/<reference>/<operation>`, by operation. */
export const requestBodies = {
  authorize: z.object({
    operation: z.literal('authorize'),
    amount: Amount,
    currency: Currency,
    paymentMethod: z.string(),
    customerActed: z.boolean(),
  }),
  capture: z.object({ operation: z.literal('capture'), amount: Amount, currency: Currency, isFinal: z.boolean() }),
  cancel: z.object({ operation: z.literal('cancel') }),
  refund: z.object({ operation: z.literal('refund'), amount: Amount, currency: Currency }),
  act: z.object({ operation: z.literal('act') }),
  close_dispute: z.object({ operation: z.literal('close_dispute'), status: z.enum(['won', 'lost']) }),
}

const Dispute = z.object({
  id: z.string(),
  amount: Amount,
  fee: Amount,
  status: z.enum(['needs_response', 'won', 'lost']),
})

/** An intent as `GET /v1/payment_intents/<reference>` answers it, and as webhooks carry it. */
export const WireIntent = z.object({
  reference: z.string(),
  status: z.enum(['requires_payment_method', 'requires_action', 'requires_capture', 'succeeded', 'canceled']),
  amount: Amount,
  currency: Currency,
  amountCaptured: Amount,
  amountRefunded: Amount,
  // One of before it told them told none.
  fees: Amount.default(0n),
  dispute: Dispute.nullable(),
})

/** A webhook: what happened, and the intent as it was then. */
export const WireEvent = z.object({ id: z.uuid(), type: z.string(), intent: WireIntent })

/** An answer to a request; HTTP status 200 whatever the outcome. */
export const WireAnswer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('succeeded') }),
  z.object({ outcome: z.literal('declined'), code: z.string() }),
  z.object({
    outcome: z.literal('requires_action'),
    nextAction: z.object({ type: z.string(), redirectUrl: z.string() }),
  }),
])

/** JSON with amounts as digits. */
export function toWire(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part))
}

/** The intent under the name that the shop knows it by, as it crosses the wire. */
export function intentToWire(reference: string, intent: SandboxIntent) {
  const { status, amount, currency, amountCaptured, amountRefunded, fees, dispute } = intent
  return { reference, status, amount, currency, amountCaptured, amountRefunded, fees, dispute }
}
