import { once } from '@shop/subgraph/idempotency'
import type { Viewer } from '@shop/subgraph/viewer'
import type { Services } from '../context.ts'
import { refusal } from '../errors.ts'
import { isRefundRefused, withoutReturn } from '../order/attention.ts'
import { announcePaymentStatus } from '../order/order-events.ts'
import { updateOrder } from '../order/order-store.ts'
import { lockReturn } from './decide-return.ts'
import { settleReturn } from './settle-return.ts'

/** The provider refused to give a return's money back, and staff have done it another way. Answers the return's id. */
export async function settleReturnByHand(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  viewer: Viewer,
  { idempotencyKey, ...input }: { idempotencyKey: string; returnId: string; expectedVersion?: number },
): Promise<string> {
  const { returnId, expectedVersion } = input
  const key = { key: idempotencyKey, scope: `${viewer.id}:settleReturn`, input, field: ['input', 'idempotencyKey'] }
  return transact((tx) =>
    once(tx, key, async () => {
      const now = clock.now()
      const { order, return_ } = await lockReturn(tx, returnId, expectedVersion)
      if (return_.status === 'REFUNDED') return returnId
      if (return_.status === 'REJECTED') throw refusal('RETURN_CLOSED', ['input', 'returnId'])
      // If the bank gives back what it has withdrawn, payments asks for the refund once more.
      const isDisputed = order.attention.some(({ kind }) => kind === 'WITHDRAWN')
      if (return_.status === 'RECEIVED' && (isDisputed || !isRefundRefused(order, return_))) {
        throw refusal('REFUND_PENDING', ['input', 'returnId'])
      }
      const actor = { kind: 'STAFF', id: viewer.id } as const
      if (!(await settleReturn(tx, order.id, returnId, now, actor)))
        throw refusal('NOT_RECEIVED', ['input', 'returnId'])
      const settled = await updateOrder(tx, order, withoutReturn(order, returnId), now)
      await announcePaymentStatus(tx, settled)
      return returnId
    }),
  )
}
