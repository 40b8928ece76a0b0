import { withoutAttention, type Attention } from './attention.ts'
import { isRightSince } from './news-of-money.ts'
import type { Order } from './order.ts'

/** The change that settles what staff were to give back, since nothing was owed at `at`; null when something newer is known. */
export function nothingOwed(
  order: Pick<Order, 'attention' | 'refundAsOf'>,
  at: Date,
): { attention?: Attention[]; refundAsOf: Date } | null {
  return isRightSince(order.refundAsOf, at) ? { ...withoutAttention(order, ['OWED']), refundAsOf: at } : null
}
