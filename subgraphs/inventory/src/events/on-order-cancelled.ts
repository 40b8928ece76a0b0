import { defineConsumer } from '@shop/events/consumer'
import { OrderCancelled } from '@shop/schema/events/orders'
import type { Transaction } from '../database.ts'
import { releaseReservation } from '../reservation/settle-reservation.ts'
import { serveStock } from '../reservation/serve-stock.ts'
import type { EventContext } from './event-context.ts'

/** An order is cancelled: its stock is available again. */
export const onOrderCancelled = defineConsumer(
  OrderCancelled,
  async ({ data }, tx: Transaction, _context: EventContext) => {
    const { orderId } = data
    await serveStock(tx, { of: { orderId }, opens: 'RELEASED', work: () => releaseReservation(tx, orderId) })
  },
)
