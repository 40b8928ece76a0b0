import { defineConsumer } from '@shop/events/consumer'
import { OrderDelivered } from '@shop/schema/events/orders'
import type { Transaction } from '../database.ts'
import { orderDeliveredText } from '../notification/notification.ts'
import { notifyOwner } from '../notification/notify-owner.ts'

/** All parcels were delivered: tell the buyer. */
export const onOrderDelivered = defineConsumer(OrderDelivered, async (event, tx: Transaction) => {
  await notifyOwner(tx, event, orderDeliveredText(event.data.number))
})
