import { defineConsumer } from '@shop/events/consumer'
import { OrderConfirmed } from '@shop/schema/events/orders'
import type { Transaction } from '../database.ts'
import { orderConfirmedText } from '../notification/notification.ts'
import { notifyOwner } from '../notification/notify-owner.ts'

/** Stock and payment are settled: tell the buyer. */
export const onOrderConfirmed = defineConsumer(OrderConfirmed, async (event, tx: Transaction) => {
  await notifyOwner(tx, event, orderConfirmedText(event.data.number))
})
