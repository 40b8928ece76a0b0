import { defineConsumer } from '@shop/events/consumer'
import { ReturnReceived } from '@shop/schema/events/orders'
import type { ConsumerContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { hearOfOrder } from '../order/hear-of-order.ts'

/** Goods came back: their money is given back as soon as it is captured. */
export const onReturnReceived = defineConsumer(
  ReturnReceived,
  ({ data: { orderId, returnId, refund }, occurredAt }, tx: Transaction, context: ConsumerContext) => {
    const orderReturn = { id: returnId, amount: BigInt(refund.amount), currency: refund.currencyCode }
    return hearOfOrder(tx, { orderId, occurredAt: new Date(occurredAt), orderReturn }, context)
  },
)
