import { defineConsumer } from '@shop/events/consumer'
import { ShipmentStatusChanged } from '@shop/schema/events/orders'
import type { Transaction } from '../database.ts'
import { outForDeliveryText } from '../notification/notification.ts'
import { notifyOwner } from '../notification/notify-owner.ts'

/** The carrier reported: the buyer is told only of the day on which somebody should be at home. */
export const onShipmentStatusChanged = defineConsumer(ShipmentStatusChanged, async (event, tx: Transaction) => {
  if (event.data.status !== 'OUT_FOR_DELIVERY') return
  await notifyOwner(tx, event, outForDeliveryText(event.data.number, event.data.carrier))
})
