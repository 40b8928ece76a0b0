import { once } from '@shop/subgraph/idempotency'
import type { Viewer } from '@shop/subgraph/viewer'
import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import { refusal } from '../errors.ts'
import { recordHistory } from '../history/history-store.ts'
import { lockOrder, updateOrder } from '../order/order-store.ts'
import { refuseStale } from '../order/refuse-stale.ts'
import { isShippable } from './plan-shipments.ts'
import { readUnsentUnits } from './read-parcel-contents.ts'
import { insertShipments } from './shipment-store.ts'

export type CreateShipmentInput = {
  idempotencyKey: string
  orderId: string
  expectedVersion: number | null
  locationId: string
  lines: { orderLineId: string; quantity: number }[]
}

const MAXIMUM_LINES = 100

/** Plans a parcel with what staff put into it, and answers the id of its order. A worker tells the carrier. */
export async function createShipment(
  { transact, clock, carrier }: Pick<Services, 'transact' | 'clock' | 'carrier'>,
  viewer: Viewer,
  { idempotencyKey, ...input }: CreateShipmentInput,
): Promise<string> {
  const ids = new Set(input.lines.map(({ orderLineId }) => orderLineId))
  if (ids.size < 1 || ids.size > MAXIMUM_LINES || ids.size !== input.lines.length) {
    throw refusal('INVALID_QUANTITY', ['input', 'lines'], 'A parcel has 1 to 100 lines, each once.')
  }
  const key = { key: idempotencyKey, scope: `${viewer.id}:createShipment`, input, field: ['input', 'idempotencyKey'] }
  return transact((tx) =>
    once(tx, key, async () => {
      const now = clock.now()
      const order = await lockOrder(tx, input.orderId)
      if (!order) throw refusal('NOT_FOUND', ['input', 'orderId'])
      refuseStale(order, input.expectedVersion)
      if (!isShippable(order)) throw refusal('NOT_SHIPPABLE', ['input', 'orderId'])
      await refuseUnsendable(tx, input)
      await insertShipments(tx, [input], carrier.name, now)
      await updateOrder(tx, order, { manualFulfillment: true }, now)
      const units = input.lines.reduce((sum, { quantity }) => sum + quantity, 0)
      const actor = { kind: 'STAFF', id: viewer.id } as const
      await recordHistory(tx, order.id, 'SHIPMENT_CREATED', `A parcel with ${units} units was made.`, now, actor)
      return order.id
    }),
  )
}

/** Throws a Refusal when units are not the order's, are in other parcels, or leave from another location. */
async function refuseUnsendable(
  tx: Transaction,
  { orderId, locationId, lines: asked }: Pick<CreateShipmentInput, 'orderId' | 'locationId' | 'lines'>,
): Promise<void> {
  const [units] = await readUnsentUnits(tx, [orderId])
  const { lines = [], unsent = [] } = units ?? {}
  for (const [index, { orderLineId, quantity }] of asked.entries()) {
    const field = ['input', 'lines', String(index)]
    const line = lines.find(({ id }) => id === orderLineId)
    if (!line) throw refusal('NOT_FOUND', [...field, 'orderLineId'])
    if (quantity < 1) throw refusal('INVALID_QUANTITY', [...field, 'quantity'])
    const there = unsent.find((unit) => unit.variantId === line.variantId && unit.locationId === locationId)
    if (quantity > (there?.quantity ?? 0)) throw refusal('NOT_SHIPPABLE', [...field, 'quantity'])
  }
}
