import { defineConsumer } from '@shop/events/consumer'
import { CheckoutStarted } from '@shop/schema/events/orders'
import type { Transaction } from '../database.ts'
import { serveCheckout } from '../reservation/serve-checkout.ts'
import type { EventContext } from './event-context.ts'

/** Somebody is about to order a cart: hold its units, all of them or none. */
export const onCheckoutStarted = defineConsumer(
  CheckoutStarted,
  async ({ data }, tx: Transaction, { clock }: EventContext) => {
    await serveCheckout(tx, data, clock.now())
  },
)
