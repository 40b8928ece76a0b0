import { defineConsumer } from '@shop/events/consumer'
import { OrderPlaced } from '@shop/schema/events/orders'
import type { Transaction } from '../database.ts'
import { serveStock } from '../reservation/serve-stock.ts'
import type { EventContext } from './event-context.ts'

/** An order was placed: set its stock aside, all of it or none. */
export const onOrderPlaced = defineConsumer(OrderPlaced, async ({ data }, tx: Transaction, { clock }: EventContext) => {
  await serveStock(tx, { placed: data, now: clock.now() })
})
