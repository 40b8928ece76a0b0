import { defineConsumer } from '@shop/events/consumer'
import { OrderConfirmed } from '@shop/schema/events/orders'
import type { Transaction } from '../database.ts'
import { serveStock } from '../reservation/serve-stock.ts'
import type { EventContext } from './event-context.ts'

/** An order is confirmed: what was set aside for it leaves the stock. */
export const onOrderConfirmed = defineConsumer(
  OrderConfirmed,
  async ({ data }, tx: Transaction, _context: EventContext) => {
    await serveStock(tx, { confirmed: data.orderId })
  },
)
