import { defineConsumer } from '@shop/events/consumer'
import { ShipmentCreated } from '@shop/schema/events/orders'
import type { Transaction } from '../database.ts'
import { shipmentCreatedText } from '../notification/notification.ts'
import { notifyOwner } from '../notification/notify-owner.ts'

/** A parcel was announced to the carrier: tell the buyer its tracking code. */
export const onShipmentCreated = defineConsumer(ShipmentCreated, async (event, tx: Transaction) => {
  const { number, carrier, trackingCode } = event.data
  await notifyOwner(tx, event, shipmentCreatedText(number, carrier, trackingCode))
})
