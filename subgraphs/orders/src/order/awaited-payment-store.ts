import type { Transaction } from '../database.ts'

/** What was heard of a payment of a locked order that its customer must do something for: that they were asked, or that this ended. */
export type AskedOfCustomer = { orderId: string; paymentId: string; attempt: number; askedAt: Date | null }

/**
 * Takes in what was heard, in whatever order: what ended was asked, too. Answers since when the order has been waiting for what its
 * customer must do; null when it does not.
 */
export async function recordAwaited(
  tx: Transaction,
  { orderId, paymentId, attempt, askedAt }: AskedOfCustomer,
): Promise<Date | null> {
  const count = attempt + 1
  const [asked, ended] = askedAt ? [count, 0] : [0, count]
  await tx.$executeRaw`
    INSERT INTO awaited_payments AS known (payment_id, order_id, asked_at, asked, ended)
    VALUES (${paymentId}::uuid, ${orderId}::uuid, ${askedAt}, ${asked}, ${ended})
    ON CONFLICT (payment_id) DO UPDATE
    SET asked_at = CASE WHEN excluded.asked > known.asked THEN excluded.asked_at ELSE known.asked_at END,
      asked = greatest(known.asked, excluded.asked), ended = greatest(known.ended, excluded.ended)`
  const [waiting] = await tx.$queryRaw<{ since: Date | null }[]>`
    SELECT min(asked_at) AS since FROM awaited_payments WHERE order_id = ${orderId}::uuid AND asked > ended`
  return waiting?.since ?? null
}
