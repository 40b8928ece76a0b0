import type { Order } from './order.ts'

/** Whether what payments said at a moment of what is left to pay is newer than what is known. */
export function isNewsOfBalance({ balanceAsOf }: Pick<Order, 'balanceAsOf'>, at: Date): boolean {
  return balanceAsOf === null || at > balanceAsOf
}

/** Whether what payments said at a moment of a refund is newer than what is known. */
export function isNewsOfRefunds({ refundAsOf }: Pick<Order, 'refundAsOf'>, at: Date): boolean {
  return refundAsOf === null || at > refundAsOf
}
