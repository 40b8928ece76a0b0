import { defineConsumer } from '@shop/events/consumer'
import { CheckoutChanged } from '@shop/schema/events/orders'
import type { Transaction } from '../database.ts'
import { holdStock } from '../reservation/hold-stock.ts'
import { serveStock } from '../reservation/serve-stock.ts'
import type { EventContext } from './event-context.ts'

/** A cart in checkout was changed: hold what is in it now, as long as before. */
export const onCheckoutChanged = defineConsumer(
  CheckoutChanged,
  async ({ data }, tx: Transaction, { clock }: EventContext) => {
    const { cartId, ownerId, lines } = data
    await serveStock(tx, {
      of: { cartId, ownerId },
      opens: 'RELEASED',
      variantIds: lines.map(({ variantId }) => variantId),
      work: () => holdStock(tx, { ...data, expiresAt: new Date(data.expiresAt) }, clock.now()),
    })
  },
)
