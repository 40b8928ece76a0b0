import { defineConsumer } from '@shop/events/consumer'
import { CheckoutChanged } from '@shop/schema/events/orders'
import type { Transaction } from '../database.ts'
import { serveCheckout } from '../reservation/serve-checkout.ts'
import type { EventContext } from './event-context.ts'

/** A cart in checkout was changed: hold what is in it now, as long as before. */
export const onCheckoutChanged = defineConsumer(
  CheckoutChanged,
  async ({ data }, tx: Transaction, { clock }: EventContext) => {
    await serveCheckout(tx, data, clock.now())
  },
)
