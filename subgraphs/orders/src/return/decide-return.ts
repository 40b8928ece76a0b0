import { once } from '@shop/subgraph/idempotency'
import { checkText } from '@shop/subgraph/input'
import { refuseIfAny } from '@shop/subgraph/user-errors'
import type { Viewer } from '@shop/subgraph/viewer'
import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import { refusal } from '../errors.ts'
import { recordHistory } from '../history/history-store.ts'
import { lockOrder, updateOrder } from '../order/order-store.ts'
import type { Order } from '../order/order.ts'
import { refuseStale } from '../order/refuse-stale.ts'
import { returnCanBecome, type Return } from './return.ts'
import { findReturn, updateReturn } from './return-store.ts'

type Needed = Pick<Services, 'transact' | 'clock'>

/** Lets the customer send back what they asked for, and answers the return's id. One that was approved before stays so. */
export async function approveReturn(
  { transact, clock }: Needed,
  viewer: Viewer,
  { idempotencyKey, ...input }: { idempotencyKey: string; returnId: string; expectedVersion?: number },
): Promise<string> {
  const { returnId, expectedVersion } = input
  const scope = `${viewer.id}:approveReturn`
  const key = { key: idempotencyKey, scope, input, field: ['input', 'idempotencyKey'] }
  return transact((tx) =>
    once(tx, key, async () => {
      const now = clock.now()
      const { order, return_ } = await lockReturn(tx, returnId, expectedVersion)
      if (return_.status === 'APPROVED') return returnId
      if (!returnCanBecome(return_.status, 'APPROVED')) throw refusal('RETURN_CLOSED', ['input', 'returnId'])
      await updateReturn(tx, returnId, { status: 'APPROVED', decidedAt: now })
      await updateOrder(tx, order, {}, now)
      const actor = { kind: 'STAFF', id: viewer.id } as const
      await recordHistory(tx, order.id, 'RETURN_APPROVED', 'A return was approved.', now, actor)
      return returnId
    }),
  )
}

/** Refuses a return, and answers its id. One that was rejected before stays as it is. */
export async function rejectReturn(
  { transact, clock }: Needed,
  viewer: Viewer,
  { idempotencyKey, ...input }: { idempotencyKey: string; returnId: string; reason: string; expectedVersion?: number },
): Promise<string> {
  const { returnId, reason, expectedVersion } = input
  refuseIfAny(checkText(reason, ['input', 'reason'], { max: 500 }))
  const key = { key: idempotencyKey, scope: `${viewer.id}:rejectReturn`, input, field: ['input', 'idempotencyKey'] }
  return transact((tx) =>
    once(tx, key, async () => {
      const now = clock.now()
      const { order, return_ } = await lockReturn(tx, returnId, expectedVersion)
      if (return_.status === 'REJECTED') return returnId
      if (!returnCanBecome(return_.status, 'REJECTED')) throw refusal('RETURN_CLOSED', ['input', 'returnId'])
      await updateReturn(tx, returnId, { status: 'REJECTED', rejection: reason.trim(), decidedAt: now })
      await updateOrder(tx, order, {}, now)
      const actor = { kind: 'STAFF', id: viewer.id } as const
      await recordHistory(tx, order.id, 'RETURN_REJECTED', 'A return was rejected.', now, actor)
      return returnId
    }),
  )
}

/** A return and its order, which nobody else changes until the transaction ends. Throws a Refusal when there is none, or when the order is not as expected. */
export async function lockReturn(
  tx: Transaction,
  returnId: string,
  expectedVersion?: number,
): Promise<{ order: Order; return_: Return }> {
  const found = await findReturn(tx, returnId)
  const order = found && (await lockOrder(tx, found.orderId))
  // Read again under the lock: two who receive the same return must not both give its money back.
  const return_ = order && (await findReturn(tx, returnId))
  if (!order || !return_) throw refusal('NOT_FOUND', ['input', 'returnId'])
  refuseStale(order, expectedVersion)
  return { order, return_ }
}
