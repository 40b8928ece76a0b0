import { defineConsumer } from '@shop/events/consumer'
import { CheckoutEnded } from '@shop/schema/events/orders'
import type { Transaction } from '../database.ts'
import { endHold } from '../reservation/hold-stock.ts'
import { serveStock } from '../reservation/serve-stock.ts'
import type { EventContext } from './event-context.ts'

/** A cart in checkout is gone without an order: nothing is held for it. */
export const onCheckoutEnded = defineConsumer(
  CheckoutEnded,
  async ({ data }, tx: Transaction, _context: EventContext) => {
    const { cartId, ownerId } = data
    await serveStock(tx, { of: { cartId, ownerId }, opens: 'RELEASED', work: () => endHold(tx, data) })
  },
)
