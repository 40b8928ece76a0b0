import { defineConsumer } from '@shop/events/consumer'
import { OrderPlaced } from '@shop/schema/events/orders'
import type { ConsumerContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { hearOfOrder } from '../order/hear-of-order.ts'

/** An order was placed: its payment exists from now on. It goes to the provider when stock is reserved. */
export const onOrderPlaced = defineConsumer(
  OrderPlaced,
  ({ data, occurredAt }, tx: Transaction, context: ConsumerContext) => {
    const { orderId, ownerId, paymentMethod } = data
    const { amount, currencyCode: currency } = data.total
    const placedAt = new Date(occurredAt)
    const placed = { total: BigInt(amount), currency, paymentMethod }
    return hearOfOrder(tx, { orderId, occurredAt: placedAt, ownerId, placedAt, ...placed, placed }, context)
  },
)
