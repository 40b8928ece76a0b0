import { once } from '@shop/subgraph/idempotency'
import type { Viewer } from '@shop/subgraph/viewer'
import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import { refusal } from '../errors.ts'
import { fulfillmentCanBecome } from '../order/fulfillment-status.ts'
import { announceReturnReceived } from '../order/order-events.ts'
import { findOrderLines, lockOrder, updateOrder } from '../order/order-store.ts'
import { isEverythingReturned, returnCanBecome } from './return.ts'
import { countReturnedUnits, findReturn, findReturnLines, updateReturn } from './return-store.ts'

/** Records that a return has arrived, and answers its id. One that had arrived before stays as it is. */
export async function receiveReturn(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  viewer: Viewer,
  { idempotencyKey, returnId }: { idempotencyKey: string; returnId: string },
): Promise<string> {
  const key = {
    key: idempotencyKey,
    scope: `${viewer.id}:receiveReturn`,
    input: { returnId },
    field: ['input', 'idempotencyKey'],
  }
  return transact((tx) => once(tx, key, () => receive(tx, returnId, clock.now())))
}

async function receive(tx: Transaction, returnId: string, now: Date): Promise<string> {
  const found = await findReturn(tx, returnId)
  const order = found && (await lockOrder(tx, found.orderId))
  // Read again under the lock: two who receive the same return must not both give its money back.
  const return_ = order && (await findReturn(tx, returnId))
  if (!order || !return_) throw refusal('NOT_FOUND', ['input', 'returnId'])
  if (!returnCanBecome(return_.status, 'RECEIVED')) return returnId

  await updateReturn(tx, returnId, { status: 'RECEIVED', receivedAt: now })
  // Where nothing was paid nothing is given back, and payments will not say so.
  if (return_.refundTotal === 0) await updateReturn(tx, returnId, { status: 'REFUNDED', refundedAt: now })

  const lines = await findOrderLines(tx, order.id)
  const everything = isEverythingReturned(lines, await countReturnedUnits(tx, order.id, { arrived: true }))
  const isReturned = everything && fulfillmentCanBecome(order.fulfillmentStatus, 'RETURNED')
  const changed = await updateOrder(tx, order, isReturned ? { fulfillmentStatus: 'RETURNED' } : {}, now)

  const variantOf = new Map(lines.map((line) => [line.id, line.variantId]))
  const units = (await findReturnLines(tx, { returnId: { in: [returnId] } })).map(({ orderLineId, quantity }) => ({
    variantId: variantOf.get(orderLineId) as string,
    quantity,
  }))
  await announceReturnReceived(tx, changed, return_, units)
  return returnId
}
