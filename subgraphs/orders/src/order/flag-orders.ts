import type { Services } from '../context.ts'
import { flagWaiting } from './attention-store.ts'

/** How long an order may wait before staff must look. */
export type AttentionLimits = { attentionSeconds: number; deliveryAttentionSeconds: number }

/** Raises orders that wait too long for something to the back office. Answers how many there were. */
export async function flagOrders(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  { attentionSeconds, deliveryAttentionSeconds }: AttentionLimits,
): Promise<number> {
  const now = clock.now()
  const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000)
  return transact((tx) =>
    flagWaiting(tx, { now, before: ago(attentionSeconds), deliveryBefore: ago(deliveryAttentionSeconds) }),
  )
}
