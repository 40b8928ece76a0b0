import { once } from '@shop/subgraph/idempotency'
import type { Viewer } from '@shop/subgraph/viewer'
import type { Services } from '../context.ts'
import { refusal } from '../errors.ts'
import { recordHistory } from '../history/history-store.ts'
import { lockOrder, updateOrder } from '../order/order-store.ts'
import { refuseStale } from '../order/refuse-stale.ts'
import { hasArrived, isWithCarrier } from './shipment.ts'
import { findPlannedShipments, findShipments } from './shipment-store.ts'
import { withdrawParcels } from './withdraw-parcels.ts'

export type CancelShipmentInput = { idempotencyKey: string; shipmentId: string; expectedVersion: number | null }

/** Takes a parcel back that no carrier has, leaves its order's fulfilment to staff, and answers the order's id. */
export async function cancelShipment(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  viewer: Viewer,
  { idempotencyKey, ...input }: CancelShipmentInput,
): Promise<string> {
  const field = ['input', 'shipmentId']
  const key = { key: idempotencyKey, scope: `${viewer.id}:cancelShipment`, input, field: ['input', 'idempotencyKey'] }
  return transact((tx) =>
    once(tx, key, async () => {
      const now = clock.now()
      const [found] = await findShipments(tx, { id: { in: [input.shipmentId] } })
      const order = found && (await lockOrder(tx, found.orderId))
      if (!order) throw refusal('NOT_FOUND', field)
      refuseStale(order, input.expectedVersion)
      // Read again under the lock: the carrier may have reported that it has it.
      const parcel = (await findPlannedShipments(tx, order.id)).find(({ id }) => id === input.shipmentId)
      if (!parcel || isWithCarrier(parcel.status) || hasArrived(parcel.status)) throw refusal('NOT_CANCELLABLE', field)
      const changed = await updateOrder(tx, order, { manualFulfillment: true }, now)
      await withdrawParcels(tx, changed, now, parcel.id)
      const actor = { kind: 'STAFF', id: viewer.id } as const
      await recordHistory(tx, order.id, 'SHIPMENT_CANCELLED', 'A parcel was taken back.', now, actor)
      return order.id
    }),
  )
}
