import { defineConsumer } from '@shop/events/consumer'
import { ReturnReceived } from '@shop/schema/events/orders'
import type { ConsumerContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { acceptReturn } from '../refund/accept-return.ts'

/** Goods came back: their money is given back as soon as it is captured. */
export const onReturnReceived = defineConsumer(
  ReturnReceived,
  ({ data, occurredAt }, tx: Transaction, context: ConsumerContext) =>
    acceptReturn(tx, data, new Date(occurredAt), context),
)
