import { defineConsumer } from '@shop/events/consumer'
import { OrderEditRequested } from '@shop/schema/events/orders'
import type { Transaction } from '../database.ts'
import { adjustReservation } from '../reservation/adjust-reservation.ts'
import { serveStock } from '../reservation/serve-stock.ts'
import type { EventContext } from './event-context.ts'

/** Somebody wants more or less of an order: set aside what is new, give back what is not wanted, or answer what is missing. */
export const onOrderEditRequested = defineConsumer(
  OrderEditRequested,
  async ({ data }, tx: Transaction, { clock }: EventContext) => {
    const { orderId, lines } = data
    const variantIds = lines.map(({ variantId }) => variantId)
    await serveStock(tx, { of: { orderId }, variantIds, work: () => adjustReservation(tx, data, clock.now()) })
  },
)
