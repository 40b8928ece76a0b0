import { once } from '@shop/subgraph/idempotency'
import type { Viewer } from '@shop/subgraph/viewer'
import type { Services } from '../context.ts'
import { refusal } from '../errors.ts'
import { withoutReasons, type Attention, type AttentionKind } from './attention.ts'
import { lockOrder, updateOrder } from './order-store.ts'
import { refuseStale } from './refuse-stale.ts'

/** Staff have seen to what they were to look at. Answers the order's id. */
export async function settleAttention(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  viewer: Viewer,
  {
    idempotencyKey,
    ...input
  }: { idempotencyKey: string; orderId: string; kind: AttentionKind; returnId?: string; expectedVersion?: number },
): Promise<string> {
  const { orderId, kind, returnId, expectedVersion } = input
  const key = { key: idempotencyKey, scope: `${viewer.id}:settleAttention`, input, field: ['input', 'idempotencyKey'] }
  return transact((tx) =>
    once(tx, key, async () => {
      const order = await lockOrder(tx, orderId)
      if (!order) throw refusal('NOT_FOUND', ['input', 'orderId'])
      refuseStale(order, expectedVersion)
      const isSettled = (reason: Attention) =>
        reason.kind === kind && (returnId === undefined || reason.returnId === returnId)
      const settled = order.attention.filter(isSettled)
      if (settled.length === 0) return orderId
      const notes = settled.map(({ why }) => ({
        kind: 'ATTENTION_SETTLED' as const,
        message: `Staff have seen to it: ${why}`,
        actor: { kind: 'STAFF' as const, id: viewer.id },
      }))
      await updateOrder(tx, order, withoutReasons(order, isSettled), clock.now(), ...notes)
      return orderId
    }),
  )
}
