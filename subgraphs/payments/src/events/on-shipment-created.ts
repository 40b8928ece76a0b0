import { defineConsumer } from '@shop/events/consumer'
import { ShipmentCreated } from '@shop/schema/events/orders'
import type { ConsumerContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { hearOfOrder } from '../order/hear-of-order.ts'

/** A parcel leaves: where money is captured with the parcels, its share is due. */
export const onShipmentCreated = defineConsumer(
  ShipmentCreated,
  async ({ data, occurredAt }, tx: Transaction, context: ConsumerContext) => {
    const { orderId, shipmentId, amount, shipped, version } = data
    if (!amount) return
    const shipment = { id: shipmentId, amount: BigInt(amount.amount) }
    const left = shipped && version ? { shipped: { amount: BigInt(shipped.amount), version } } : {}
    await hearOfOrder(tx, { orderId, occurredAt: new Date(occurredAt), shipment, ...left }, context)
  },
)
