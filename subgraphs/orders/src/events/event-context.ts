import type { EventEnvelope } from '@shop/events/envelope'
import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import { lockOrder } from '../order/order-store.ts'
import type { Order } from '../order/order.ts'

/** What the consumers of this subgraph work with besides their transaction. */
export type EventContext = Pick<Services, 'carrier' | 'clock' | 'log'>

/**
 * The order that an event is about, locked. Null for an order that this database never had, which only a database that
 * was restored without the others can bring about: there is nothing to change then.
 */
export async function lockOrderOf(
  event: EventEnvelope<string, { orderId: string }>,
  tx: Transaction,
  { log }: EventContext,
): Promise<Order | null> {
  const order = await lockOrder(tx, event.data.orderId)
  if (!order) log.warn({ orderId: event.data.orderId, type: event.type }, 'an event is about an unknown order')
  return order
}
