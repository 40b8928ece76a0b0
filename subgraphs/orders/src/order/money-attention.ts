import type { Order } from './order.ts'
import { WAITING_STATES } from './waiting-states.ts'

const UNPAID = 'a part of what the order costs is not paid.'
/** The customer's bank has withdrawn money: staff decide whether to answer it. */
export const WITHDRAWN = "The customer's bank has withdrawn money of this order."

/** An additional payment waits for its customer. */
const UNANSWERED = WAITING_STATES.PAYMENT_ACTION.why

const OWED = 'money of this order is still to be given back.'

/** Money that is owed was not given back. `code` as Stripe names it. */
export function owedBecause(code: string): string {
  return `A refund failed (${code}): ${OWED}`
}

/** Whether staff are told that something is to be given back. */
export function isToldOwed({ attentionReason }: Pick<Order, 'attentionReason'>): boolean {
  return attentionReason?.endsWith(OWED) ?? false
}

/** Another payment of a confirmed order came to nothing. `code` as Stripe names it. */
export function unpaidBecause(code: string): string {
  return `A payment failed (${code}), and ${UNPAID}`
}

/** Whether staff are told that something is left to pay. */
export function isToldUnpaid({ attentionReason }: Pick<Order, 'attentionReason'>): boolean {
  return attentionReason?.endsWith(UNPAID) ?? false
}

/** Whether what payments said at a moment of what is left to pay is newer than what is known. */
export function isNewsOfBalance({ balanceAsOf }: Pick<Order, 'balanceAsOf'>, at: Date): boolean {
  return balanceAsOf === null || at > balanceAsOf
}

/** Whether what payments said at a moment of a refund is newer than what is known. */
export function isNewsOfRefunds({ refundAsOf }: Pick<Order, 'refundAsOf'>, at: Date): boolean {
  return refundAsOf === null || at > refundAsOf
}

/** What staff are to see of an order whose customer need not do anything for its payment any more. */
export function attentionWithoutAction({ attentionReason }: Pick<Order, 'attentionReason'>): string | null {
  return attentionReason === UNANSWERED ? null : attentionReason
}

/** What staff are still to see when an order's parcels go on: what is wrong with its money stays wrong. */
export function attentionToMoney(order: Pick<Order, 'attentionReason'>): string | null {
  const { attentionReason } = order
  return isToldUnpaid(order) || isToldOwed(order) || attentionReason === WITHDRAWN || attentionReason === UNANSWERED
    ? attentionReason
    : null
}
