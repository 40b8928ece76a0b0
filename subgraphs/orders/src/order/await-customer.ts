import type { Transaction } from '../database.ts'
import { withoutAttention } from './attention.ts'
import { recordAwaited, type AskedOfCustomer } from './awaited-payment-store.ts'
import { paymentChange } from './change-payment-status.ts'
import { announcePaymentStatus } from './order-events.ts'
import { updateOrder } from './order-store.ts'
import type { Order } from './order.ts'

/**
 * A payment of a locked order waits for what its customer must do, or does not any more. The first one holds up the order; another, for
 * what an edit added, holds up nothing, so it is shown to the customer, and to staff when it lasts too long.
 */
export async function awaitCustomer(
  tx: Transaction,
  order: Order,
  asked: Omit<AskedOfCustomer, 'orderId'>,
  now: Date,
): Promise<void> {
  const paymentActionSince = await recordAwaited(tx, { ...asked, orderId: order.id })
  // Without a payment the order is not confirmed; there is nothing to act on any more when it is cancelled.
  const isHeldUp = asked.askedAt !== null && order.status === 'PENDING'
  const held = isHeldUp ? paymentChange(order, 'REQUIRES_ACTION') : null
  if (!held && paymentActionSince?.getTime() === order.paymentActionSince?.getTime()) return
  const answered = paymentActionSince ? {} : withoutAttention(order, ['PAYMENT_ACTION'])
  const changes = { ...answered, ...held?.changes, paymentActionSince }
  const changed = await updateOrder(tx, order, changes, now, ...(held ? [held.note] : []))
  if (held) await announcePaymentStatus(tx, changed)
}
