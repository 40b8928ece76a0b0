import { once } from '@shop/subgraph/idempotency'
import { refuseIfAny } from '@shop/subgraph/user-errors'
import { checkText } from '@shop/subgraph/input'
import type { Viewer } from '@shop/subgraph/viewer'
import type { Services } from '../context.ts'
import { refusal } from '../errors.ts'
import { recordHistory } from '../history/history-store.ts'
import { SETTLED_BY_PARCEL, withoutAttention } from '../order/attention.ts'
import { announceParcel } from '../order/order-events.ts'
import { lockOrder, updateOrder } from '../order/order-store.ts'
import { captureOf } from './capture-of.ts'
import { demandTracking } from './carrier-task-store.ts'
import {
  findOrderIdsOfParcels,
  findOrderIdOfShipment,
  findPlannedShipments,
  type PlannedShipment,
} from './shipment-store.ts'

export type HandOverInput = { idempotencyKey: string; shipmentId: string; carrier: string; trackingCode: string }

/**
 * Somebody has brought a planned parcel to a carrier: it is on its way under the carrier's number, which is followed from now
 * on. Answers the id of the parcel.
 */
export async function handOverShipment(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  viewer: Viewer,
  { idempotencyKey, ...input }: HandOverInput,
): Promise<string> {
  refuseIfAny(
    checkText(input.carrier, ['input', 'carrier'], { max: 50 }),
    checkText(input.trackingCode, ['input', 'trackingCode'], { max: 100 }),
  )
  const key = { key: idempotencyKey, scope: `${viewer.id}:handOverShipment`, input, field: ['input', 'idempotencyKey'] }
  const [carrier, trackingCode] = [input.carrier.trim(), input.trackingCode.trim()]
  return transact((tx) =>
    once(tx, key, async () => {
      const now = clock.now()
      const orderId = await findOrderIdOfShipment(tx, input.shipmentId)
      const order = orderId && (await lockOrder(tx, orderId))
      const parcels = order ? await findPlannedShipments(tx, order.id) : []
      const parcel = parcels.find(({ id }) => id === input.shipmentId)
      if (!order || !parcel) throw refusal('NOT_FOUND', ['input', 'shipmentId'])
      if (!isToBeHandedOver(parcel)) throw refusal('ALREADY_HANDED_OVER', ['input', 'shipmentId'])
      const [taken] = await findOrderIdsOfParcels(tx, [{ carrier, trackingCode }])
      if (taken) throw refusal('TRACKING_CODE_TAKEN', ['input', 'trackingCode'])
      await demandTracking(tx, parcel.id, { carrier, trackingCode }, now)
      const isLast = parcels.every((other) => other.id === parcel.id || !isToBeHandedOver(other))
      const settled = [...SETTLED_BY_PARCEL, ...(isLast ? (['HAND_OVER'] as const) : [])]
      const shipped = await updateOrder(tx, order, withoutAttention(order, settled), now)
      const actor = { kind: 'STAFF', id: viewer.id } as const
      const message = `The parcel ${trackingCode} was handed over to ${carrier}.`
      await recordHistory(tx, order.id, 'SHIPMENT_HANDED_OVER', message, now, actor)
      const capture = await captureOf(tx, order, parcel.id)
      await announceParcel(tx, shipped, { ...parcel, carrier, trackingCode, status: 'PRE_TRANSIT' }, capture)
      return parcel.id
    }),
  )
}

function isToBeHandedOver({ trackingCode, status }: PlannedShipment): boolean {
  return trackingCode === null && status !== 'CANCELLED'
}
