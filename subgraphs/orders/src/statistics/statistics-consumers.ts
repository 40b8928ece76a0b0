import { defineConsumer, type EventConsumer } from '@shop/events/consumer'
import { writeTogether } from '@shop/events/write-together'
import type { EventContract } from '@shop/schema/events/define-event'
import { CartMerged, CartStarted, OrderCancelled, OrderConfirmed, OrderEdited } from '@shop/schema/events/orders'
import { RefundSettled } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { recordSales, type SalesNews } from './record-sales.ts'

function record<Type extends string, Data>(
  contract: EventContract<Type, Data>,
  toNews: (data: Data, occurredAt: Date) => SalesNews,
): EventConsumer<Transaction, undefined> {
  return defineConsumer(contract, ({ data, occurredAt }, tx: Transaction) =>
    writeTogether(tx, toNews(data, new Date(occurredAt)), recordSales),
  )
}

const ofOrder = ({ orderId }: { orderId: string }) => ({ orderId })

/**
 * What changes the statistics. A group of its own, with an inbox of its own: figures that fail hold up no order. It hears
 * orders' own events, too: what happened is counted after it happened, and not while somebody waits.
 */
export const statisticsConsumers: EventConsumer<Transaction, undefined>[] = [
  record(OrderConfirmed, ofOrder),
  record(OrderCancelled, ofOrder),
  record(OrderEdited, ofOrder),
  record(RefundSettled, ({ refundId, orderId, amount, capturedTotal, cause }, settledAt) => {
    const ofEdit = cause === undefined ? null : cause === 'ORDER_EDITED'
    const [given, captured] = [amount.amount, capturedTotal.amount]
    return { orderId, refund: { id: refundId, orderId, amount: given, capturedTotal: captured, ofEdit, settledAt } }
  }),
  record(CartStarted, ({ cartId }, startedAt) => ({ cart: { id: cartId, startedAt, isMerged: false } })),
  record(CartMerged, ({ cartId }) => ({ cart: { id: cartId, startedAt: null, isMerged: true } })),
]
