import { WAITING_STATES, type WaitingStateName } from './waiting-states.ts'

/** What staff must look at. The first are states that last too long; see flagWaiting. */
export type AttentionKind =
  | Exclude<WaitingStateName, 'STOCK_AND_PAYMENT'>
  | 'UNPAID'
  | 'OWED'
  | 'WITHDRAWN'
  | 'HAND_OVER'
  | 'UNDELIVERED'
  | 'NOT_TAKEN_BACK'
  | 'FETCHED'
  | 'COMES_BACK'
  | 'OTHER'

/** A reason to look at an order, of which it has one of each kind at most. `since` as in RFC 3339. */
export type Attention = { kind: AttentionKind; why: string; since: string }

type Reason = Pick<Attention, 'kind' | 'why'>
type Attended = { attention: readonly Attention[] }

const UNPAID = 'a part of what the order costs is not paid.'
const OWED = 'money of this order is still to be given back.'

/** The customer's bank has withdrawn money: staff decide whether to answer it. */
export const WITHDRAWN: Reason = {
  kind: 'WITHDRAWN',
  why: "The customer's bank has withdrawn money of this order.",
}
export const HAND_OVER: Reason = { kind: 'HAND_OVER', why: 'A parcel waits to be handed over to a carrier.' }
export const UNDELIVERED: Reason = {
  kind: 'UNDELIVERED',
  why: 'The carrier reports that a parcel could not be delivered.',
}
export const NOT_TAKEN_BACK: Reason = {
  kind: 'NOT_TAKEN_BACK',
  why: 'A parcel could not be taken back: the carrier has it.',
}
export const FETCHED: Reason = {
  kind: 'FETCHED',
  why: 'The carrier has fetched a parcel of this order although it was cancelled.',
}
export const COMES_BACK: Reason = {
  kind: 'COMES_BACK',
  why: 'A delivered parcel comes back, and a return was asked for: they may be the same.',
}

/** Another payment of a confirmed order came to nothing. `code` as Stripe names it. */
export function unpaidBecause(code: string): Reason {
  return { kind: 'UNPAID', why: `A payment failed (${code}), and ${UNPAID}` }
}

/** Money that is owed, of a return or otherwise, was not given back. `code` as Stripe names it. */
export function owedBecause(code: string, kind: 'OWED' | 'RETURN_REFUND'): Reason {
  return { kind, why: `A refund failed (${code}): ${OWED}` }
}

/** What is settled when a carrier has a parcel, or knows of it. */
export const SETTLED_BY_PARCEL = ['PARCEL', 'CARRIER', 'OTHER'] as const satisfies AttentionKind[]

/** What is settled when every parcel has arrived. What is wrong with the money stays wrong. */
export const SETTLED_BY_COMPLETION = [
  ...SETTLED_BY_PARCEL,
  'DELIVERY',
  'EDIT',
  'HAND_OVER',
  'UNDELIVERED',
  'NOT_TAKEN_BACK',
] as const satisfies AttentionKind[]

/** What is settled when the money of a return was given back. */
export const SETTLED_BY_RETURN = ['RETURN_REFUND', 'COMES_BACK'] as const satisfies AttentionKind[]

/** What is settled when an order is cancelled: nothing is to be sent or paid any more. */
export const SETTLED_BY_CANCELLATION = [
  ...SETTLED_BY_COMPLETION,
  'CAPTURE',
  'PAYMENT_ACTION',
  'UNPAID',
] as const satisfies AttentionKind[]

/** The change that has staff look for this reason; of the same kind the newest words count. */
export function withAttention({ attention }: Attended, { kind, why }: Reason, now: Date): { attention: Attention[] } {
  const since = attention.find((one) => one.kind === kind)?.since ?? now.toISOString()
  return { attention: [...attention.filter((one) => one.kind !== kind), { kind, why, since }] }
}

/** The change that settles reasons, whatever else is to be looked at; none when there are none of these. */
export function withoutAttention(
  { attention }: Attended,
  kinds: readonly AttentionKind[],
): { attention?: Attention[] } {
  const left = attention.filter(({ kind }) => !kinds.includes(kind))
  return left.length === attention.length ? {} : { attention: left }
}

/** The newest of it in words. */
export function attentionReasonOf({ attention }: Attended): string | null {
  return attention.at(-1)?.why ?? null
}

/** What is to be looked at by an order's row. A process of before writes, and takes away, the words alone. */
export function readAttention(attention: readonly Attention[], reason: string | null, updatedAt: Date): Attention[] {
  if (reason === null) return []
  if (attention.some(({ why }) => why === reason)) return [...attention]
  return withAttention({ attention }, { kind: kindOf(reason), why: reason }, updatedAt).attention
}

const REASONS: readonly Reason[] = [
  ...Object.entries(WAITING_STATES).flatMap(([state, { why }]) =>
    state === 'STOCK_AND_PAYMENT' ? [] : [{ kind: state as AttentionKind, why }],
  ),
  WITHDRAWN,
  HAND_OVER,
  UNDELIVERED,
  NOT_TAKEN_BACK,
  FETCHED,
  COMES_BACK,
]

function kindOf(reason: string): AttentionKind {
  if (reason.endsWith(UNPAID)) return 'UNPAID'
  if (reason.endsWith(OWED)) return 'OWED'
  return REASONS.find(({ why }) => why === reason)?.kind ?? 'OTHER'
}
