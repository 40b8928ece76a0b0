import type { Transaction } from '../database.ts'
import { paymentChange } from './change-payment-status.ts'
import { announceConfirmed } from './order-events.ts'
import { updateOrder } from './order-store.ts'
import { canBecome, type Order } from './order.ts'

/**
 * Stock is set aside (payments waits for that) and the money too: the order stands. What of it is out of date, or was said before,
 * changes nothing: of an order that was cancelled meanwhile payments voids the money because of the cancellation.
 */
export async function confirmLockedOrder(
  tx: Transaction,
  order: Order,
  { capturedOnShipment }: { capturedOnShipment: boolean },
  now: Date,
): Promise<Order> {
  const isConfirmed = canBecome(order.status, 'CONFIRMED')
  // The capture may have been told before the authorization.
  const payment = paymentChange(order, 'AUTHORIZED', { capturedOnShipment })
  const isAuthorized = payment !== null
  if (!isConfirmed && !isAuthorized) return order
  const confirmed = await updateOrder(
    tx,
    order,
    { ...payment?.changes, ...(isConfirmed ? { status: 'CONFIRMED', confirmedAt: now } : {}) },
    now,
    ...(isConfirmed ? [{ kind: 'CONFIRMED', message: 'Stock and money are set aside.' } as const] : []),
    ...(isAuthorized ? [payment.note] : []),
  )
  await announceConfirmed(tx, confirmed, { isConfirmed, isAuthorized })
  return confirmed
}
