import { paymentChange } from './change-payment-status.ts'
import type { OrderUpdate } from './order-store.ts'
import { canBecome, type Order } from './order.ts'

/**
 * Stock is set aside (payments waits for that) and the money too: the order stands. What of it is out of date, or was said before,
 * changes nothing: of an order that was cancelled meanwhile payments voids the money because of the cancellation.
 */
export function confirmation(
  order: Order,
  { capturedOnShipment }: { capturedOnShipment: boolean },
  now: Date,
): OrderUpdate | null {
  if (order.status === 'CANCELLED') return null
  const confirmed = canBecome(order.status, 'CONFIRMED')
    ? {
        changes: { status: 'CONFIRMED', confirmedAt: now } as const,
        note: { kind: 'CONFIRMED', message: 'Stock and money are set aside.' } as const,
      }
    : null
  // The capture may have been told before the authorization.
  const payment = paymentChange(order, 'AUTHORIZED', { capturedOnShipment })
  if (!confirmed && !payment) return null
  const notes = [confirmed?.note, payment?.note].filter((note) => note !== undefined)
  return { order, changes: { ...payment?.changes, ...confirmed?.changes }, notes }
}
