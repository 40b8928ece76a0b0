import { defineConsumer, type EventConsumer } from '@shop/events/consumer'
import type { EventContract } from '@shop/schema/events/define-event'
import { CartMerged, CartStarted, OrderCancelled, OrderConfirmed, OrderEdited } from '@shop/schema/events/orders'
import { RefundSettled } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { countSales } from './count-sales.ts'
import { findCartOf, insertRefund, noteCart } from './sales-store.ts'

/** Counts the order again, and the cart that it was made of. */
function recount<Type extends string, Data extends { orderId: string }>(
  contract: EventContract<Type, Data>,
): EventConsumer<Transaction, undefined> {
  return defineConsumer(contract, async ({ data: { orderId } }, tx: Transaction) => {
    const cartId = await findCartOf(tx, orderId)
    await countSales(tx, { orderIds: [orderId], cartIds: cartId === null ? [] : [cartId] })
  })
}

/**
 * What changes the statistics. A group of its own, with an inbox of its own: figures that fail hold up no order. It hears
 * orders' own events, too: what happened is counted after it happened, and not while somebody waits.
 */
export const statisticsConsumers: EventConsumer<Transaction, undefined>[] = [
  recount(OrderConfirmed),
  recount(OrderCancelled),
  recount(OrderEdited),
  defineConsumer(RefundSettled, async ({ data, occurredAt }, tx: Transaction) => {
    const { refundId, orderId, amount, capturedTotal } = data
    const settledAt = new Date(occurredAt)
    const refund = { id: refundId, orderId, amount: amount.amount, capturedTotal: capturedTotal.amount, settledAt }
    await insertRefund(tx, refund)
    await countSales(tx, { orderIds: [orderId] })
  }),
  defineConsumer(CartStarted, async ({ data: { cartId }, occurredAt }, tx: Transaction) => {
    await noteCart(tx, { id: cartId, startedAt: new Date(occurredAt), isMerged: false })
    await countSales(tx, { cartIds: [cartId] })
  }),
  defineConsumer(CartMerged, async ({ data: { cartId } }, tx: Transaction) => {
    await noteCart(tx, { id: cartId, startedAt: null, isMerged: true })
    await countSales(tx, { cartIds: [cartId] })
  }),
]
