import type { Transaction } from '../database.ts'

type Moments = {
  now: Date
  /** Waiting since before this is too long … */
  before: Date
  /** … except for parcels that are on their way: for them it is this. */
  deliveryBefore: Date
}

/**
 * Writes why staff must look at orders that wait too long, at most 200 per call; says how many. One that is flagged stays
 * so until it moves on.
 */
export async function flagWaiting(tx: Transaction, { now, before, deliveryBefore }: Moments): Promise<number> {
  return tx.$executeRaw`
    WITH candidates AS (
      SELECT id FROM orders WHERE status = 'CONFIRMED'
      UNION
      SELECT id FROM orders
      WHERE status = 'CANCELLED'
        AND payment_status IN ('PENDING', 'REQUIRES_ACTION', 'AUTHORIZED', 'PAID', 'PARTIALLY_REFUNDED')
      UNION
      SELECT order_id FROM returns WHERE status = 'RECEIVED'
    ), waiting AS (
      SELECT o.id, CASE
        WHEN EXISTS (SELECT FROM order_edits e WHERE e.id = o.pending_edit_id AND e.requested_at < ${before})
          THEN 'An edit waits for stock.'
        WHEN o.status = 'CONFIRMED' AND o.confirmed_at < ${before}
          AND NOT EXISTS (SELECT FROM shipments s WHERE s.order_id = o.id AND s.tracking_code IS NOT NULL)
          THEN 'Confirmed, but no parcel was announced: payment, stock or the carrier is late.'
        WHEN o.status = 'CONFIRMED' AND EXISTS (
          SELECT FROM shipments s
          WHERE s.order_id = o.id AND s.tracking_code IS NULL AND s.created_at < ${before})
          THEN 'The carrier does not take a parcel.'
        WHEN o.status = 'CONFIRMED' AND EXISTS (
          SELECT FROM shipments s
          WHERE s.order_id = o.id AND s.created_at < ${deliveryBefore}
            AND s.status NOT IN ('DELIVERED', 'RETURN_TO_SENDER', 'CANCELLED'))
          THEN 'A parcel has not arrived in time.'
        -- Authorized or not: of a cancelled order that is not told, so its money may be held all the same.
        WHEN o.status = 'CANCELLED' AND o.cancelled_at < ${before} AND o.payment_status = 'PENDING'
          THEN 'Cancelled, but nothing was heard of its money.'
        WHEN o.status = 'CANCELLED' AND o.cancelled_at < ${before}
          AND o.payment_status IN ('REQUIRES_ACTION', 'AUTHORIZED', 'PAID', 'PARTIALLY_REFUNDED')
          THEN 'Cancelled, but the money was not given back.'
        WHEN EXISTS (
          SELECT FROM returns r WHERE r.order_id = o.id AND r.status = 'RECEIVED' AND r.received_at < ${before})
          THEN 'A return has arrived, but the money was not given back.'
      END AS reason
      FROM candidates JOIN orders o USING (id)
      WHERE o.attention_reason IS NULL
    ), flagged AS (
      SELECT o.id, waiting.reason FROM waiting JOIN orders o USING (id)
      WHERE waiting.reason IS NOT NULL
      ORDER BY o.id LIMIT 200 FOR UPDATE OF o SKIP LOCKED
    ), told AS (
      INSERT INTO order_history (order_id, kind, message, actor_kind, occurred_at)
      SELECT id, 'ATTENTION_NEEDED', reason, 'SYSTEM', ${now} FROM flagged
    )
    UPDATE orders o
    SET attention_reason = flagged.reason, version = version + 1, updated_at = ${now}
    FROM flagged WHERE o.id = flagged.id AND o.attention_reason IS NULL`
}
