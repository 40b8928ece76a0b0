import { once } from '@shop/subgraph/idempotency'
import type { Viewer } from '@shop/subgraph/viewer'
import type { Services } from '../context.ts'
import { refusal } from '../errors.ts'
import { withoutAttention, type AttentionKind } from './attention.ts'
import { lockOrder, updateOrder } from './order-store.ts'
import { refuseStale } from './refuse-stale.ts'

/** Staff have seen to what they were to look at. Answers the order's id. */
export async function settleAttention(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  viewer: Viewer,
  {
    idempotencyKey,
    ...input
  }: { idempotencyKey: string; orderId: string; kind: AttentionKind; expectedVersion?: number },
): Promise<string> {
  const { orderId, kind, expectedVersion } = input
  const key = { key: idempotencyKey, scope: `${viewer.id}:settleAttention`, input, field: ['input', 'idempotencyKey'] }
  return transact((tx) =>
    once(tx, key, async () => {
      const order = await lockOrder(tx, orderId)
      if (!order) throw refusal('NOT_FOUND', ['input', 'orderId'])
      refuseStale(order, expectedVersion)
      const settled = order.attention.find((reason) => reason.kind === kind)
      if (!settled) return orderId
      await updateOrder(tx, order, withoutAttention(order, [kind]), clock.now(), {
        kind: 'ATTENTION_SETTLED',
        message: `Staff have seen to it: ${settled.why}`,
        actor: { kind: 'STAFF', id: viewer.id },
      })
      return orderId
    }),
  )
}
