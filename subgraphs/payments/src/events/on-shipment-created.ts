import { defineConsumer } from '@shop/events/consumer'
import { ShipmentCreated } from '@shop/schema/events/orders'
import type { ConsumerContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { recordOrderNews, recordOrderShipment } from '../order/order-store.ts'
import { pursueOrder } from '../order/pursue-order.ts'

/** A parcel leaves: where money is captured with the parcels, its share is due. */
export const onShipmentCreated = defineConsumer(
  ShipmentCreated,
  async ({ data: { orderId, shipmentId, amount }, occurredAt }, tx: Transaction, context: ConsumerContext) => {
    if (!amount) return
    const { id } = await recordOrderNews(tx, { orderId }, new Date(occurredAt))
    const order = await recordOrderShipment(tx, { id: shipmentId, orderId: id, amount: BigInt(amount.amount) })
    await pursueOrder(tx, order, context)
  },
)
