import { writeTogether } from '@shop/events/write-together'
import { newId } from '@shop/subgraph/new-id'
import type { ConsumerContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { insertPayments } from '../payment/payment-store.ts'
import { recordOrderNews, recordOrderReturn, recordOrderShipment } from './order-store.ts'
import type { OrderNews, OrderRow } from './order-store.ts'
import { goalOf } from './order.ts'
import { pursueOrders } from './pursue-order.ts'

/** What an event says of an order, and what came with it. Amounts in minor units. */
export type Heard = OrderNews & {
  /** It was placed: its first payment exists from now on. */
  placed?: { total: bigint; currency: string; paymentMethod: string }
  /** A parcel has left. */
  shipment?: { id: string; amount: bigint }
  /** Goods came back. */
  orderReturn?: { id: string; amount: bigint; currency: string }
}

/**
 * Takes in what an event says of an order, and makes of all that is known then what is to happen with its money. Events that are
 * handled together are taken in together: with as many statements as one.
 */
export async function hearOfOrder(tx: Transaction, heard: Heard, context: ConsumerContext): Promise<void> {
  await writeTogether(tx, { heard, context }, takeIn)
}

type Item = { heard: Heard; context: ConsumerContext }

async function takeIn(tx: Transaction, items: readonly Item[]): Promise<void> {
  const [first] = items
  if (!first) return
  // Several producers tell of an order, also at once: each order is taken in once in a round.
  const round = [...new Map(items.toReversed().map((item) => [item.heard.orderId, item])).values()].toReversed()
  await takeInRound(tx, round, first.context)
  if (round.length < items.length) {
    const taken = new Set(round)
    await takeIn(
      tx,
      items.filter((item) => !taken.has(item)),
    )
  }
}

async function takeInRound(tx: Transaction, items: readonly Item[], context: ConsumerContext): Promise<void> {
  const news = items.map(({ heard }) => heard)
  const orders = await recordOrderNews(tx, news)
  await placePayments(tx, news, context.clock.now())
  const pursued: OrderRow[] = []
  for (const heard of news) {
    const order = await addParcels(tx, heard, orders.get(heard.orderId))
    // An edit changes what an order costs before anything is to be done about it.
    if (goalOf(order) !== 'NONE' || heard.edited) pursued.push(order)
  }
  if (await pursueOrders(tx, pursued, context)) context.noteDue()
}

async function placePayments(tx: Transaction, news: readonly Heard[], now: Date): Promise<void> {
  const payments = news.flatMap(({ orderId, placed }) => {
    if (!placed) return []
    const { total: amount, currency, paymentMethod } = placed
    const plan = { goal: 'NONE', amount, captureTarget: 0n, isLastCapture: false } as const
    return [{ id: newId(), orderId, sequence: 1, orderVersion: null, ...plan, currency, paymentMethod, now }]
  })
  await insertPayments(tx, payments)
}

/** Parcels and returns are few, so they are written one by one. Gives the order after that. */
async function addParcels(
  tx: Transaction,
  { orderId, occurredAt, shipment, orderReturn }: Heard,
  order: OrderRow | undefined,
): Promise<OrderRow> {
  if (!order) throw new Error(`order ${orderId} was not written down`)
  if (shipment) return recordOrderShipment(tx, { ...shipment, orderId })
  if (!orderReturn) return order
  if (order.currency !== null && order.currency !== orderReturn.currency) {
    throw new Error(`return ${orderReturn.id} is in ${orderReturn.currency}, its order in ${order.currency}`)
  }
  return recordOrderReturn(tx, { ...orderReturn, orderId, receivedAt: occurredAt })
}
