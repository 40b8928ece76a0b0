import { defineConsumer } from '@shop/events/consumer'
import { OrderPlaced } from '@shop/schema/events/orders'
import type { ConsumerContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { placePayment } from '../payment/place-payment.ts'

/** An order was placed: its payment exists from now on. It goes to the provider when stock is reserved. */
export const onOrderPlaced = defineConsumer(
  OrderPlaced,
  ({ data, occurredAt }, tx: Transaction, context: ConsumerContext) =>
    placePayment(tx, data, new Date(occurredAt), context),
)
