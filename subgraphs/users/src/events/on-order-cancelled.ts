import { defineConsumer } from '@shop/events/consumer'
import { OrderCancelled } from '@shop/schema/events/orders'
import type { Transaction } from '../database.ts'
import { orderCancelledText } from '../notification/notification.ts'
import { notifyOwner } from '../notification/notify-owner.ts'

/** The order will not be delivered: tell the buyer why. */
export const onOrderCancelled = defineConsumer(OrderCancelled, async (event, tx: Transaction) => {
  await notifyOwner(tx, event, orderCancelledText(event.data.number, event.data.reason))
})
