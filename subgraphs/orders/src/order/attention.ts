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

/** A reason to look at an order, of which it has one of each kind at most, or one of each return. `since` as in RFC 3339. */
export type Attention = { kind: AttentionKind; why: string; since: string; returnId?: string }

type Reason = Omit<Attention, 'since'>
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
export function owedBecause(code: string, returnId: string | null): Reason {
  const why = `A refund failed (${code}): ${OWED}`
  return returnId === null ? { kind: 'OWED', why } : { kind: 'RETURN_REFUND', why, returnId }
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

/** Whether the money of this return was refused, or is late. A reason that names no return is of those that had arrived by then. */
export function isRefundRefused(
  { attention }: Attended,
  { id, receivedAt }: { id: string; receivedAt: Date | null },
): boolean {
  return attention.some(
    ({ kind, returnId, since }) =>
      kind === 'RETURN_REFUND' &&
      (returnId === undefined ? receivedAt !== null && receivedAt <= new Date(since) : returnId === id),
  )
}

/** What is settled when an order is cancelled: nothing is to be sent or paid any more. */
export const SETTLED_BY_CANCELLATION = [
  ...SETTLED_BY_COMPLETION,
  'CAPTURE',
  'PAYMENT_ACTION',
  'UNPAID',
] as const satisfies AttentionKind[]

/** The change that has staff look for this reason; of the same the newest words count. */
export function withAttention({ attention }: Attended, reason: Reason, now: Date): { attention: Attention[] } {
  const isSame = ({ kind, returnId }: Attention) => kind === reason.kind && returnId === reason.returnId
  const since = attention.find(isSame)?.since ?? now.toISOString()
  return { attention: [...attention.filter((one) => !isSame(one)), { ...reason, since }] }
}

/** The change that settles reasons, whatever else is to be looked at; none when there are none of these. */
export function withoutAttention(attended: Attended, kinds: readonly AttentionKind[]): { attention?: Attention[] } {
  return withoutReasons(attended, ({ kind }) => kinds.includes(kind))
}

/** The change that settles what is said of a return whose money was given back. What is said of none comes back where it is of another. */
export function withoutReturn(attended: Attended, id: string): { attention?: Attention[] } {
  return withoutReasons(
    attended,
    ({ kind, returnId = id }) => kind === 'COMES_BACK' || (kind === 'RETURN_REFUND' && returnId === id),
  )
}

/** The change that settles the reasons that are so. */
export function withoutReasons(
  { attention }: Attended,
  isSettled: (reason: Attention) => boolean,
): { attention?: Attention[] } {
  const left = attention.filter((reason) => !isSettled(reason))
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
