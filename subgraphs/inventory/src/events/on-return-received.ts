import { defineConsumer } from '@shop/events/consumer'
import { ReturnReceived } from '@shop/schema/events/orders'
import type { Transaction } from '../database.ts'
import { takeBackStock } from '../reservation/settle-reservation.ts'
import { serveStock } from '../reservation/serve-stock.ts'
import type { EventContext } from './event-context.ts'

/** Goods came back: they can be sold again. */
export const onReturnReceived = defineConsumer(
  ReturnReceived,
  async ({ data }, tx: Transaction, _context: EventContext) => {
    const { orderId, lines } = data
    await serveStock(tx, { of: { orderId }, work: () => takeBackStock(tx, orderId, lines) })
  },
)
