import type { Page } from '@shop/subgraph/keyset'
import type { Reader, Transaction } from '../database.ts'
import { Prisma } from '../generated/prisma/client.ts'
import { WAITING_STATE_NAMES, WAITING_STATES, type WaitingLimits, type WaitingStateName } from './waiting-states.ts'

/** Parcels that are neither back nor there. */
const UNDER_WAY = Prisma.sql`shipments.status NOT IN ('DELIVERED', 'RETURN_TO_SENDER', 'CANCELLED')`

/** Selects `(order_id, since)` of the orders that are in a state since `before`; those of later may be among them. */
const IN_STATE: Readonly<Record<WaitingStateName, (before: Date | 'infinity') => Prisma.Sql>> = {
  STOCK_AND_PAYMENT: () => Prisma.sql`SELECT id AS order_id, placed_at AS since FROM orders WHERE status = 'PENDING'`,
  // Most confirmed orders are on their way, as they should be. An order was placed before it waits for anything: by that, few are looked at.
  // Where a parcel was taken back, or has arrived and is not all, since then.
  PARCEL: (before) => Prisma.sql`
    SELECT id, greatest(confirmed_at, (SELECT max(status_at) FROM shipments WHERE order_id = orders.id)) FROM orders
    WHERE status = 'CONFIRMED' AND placed_at <= ${before}::timestamptz
      AND NOT EXISTS (SELECT FROM shipments WHERE order_id = orders.id AND tracking_code IS NOT NULL AND ${UNDER_WAY})`,
  CARRIER: (before) => Prisma.sql`
    SELECT order_id, min(shipments.created_at) FROM shipments JOIN orders ON orders.id = order_id
    WHERE orders.status = 'CONFIRMED' AND placed_at <= ${before}::timestamptz AND tracking_code IS NULL
      AND (shipments.status <> 'CANCELLED' OR carrier_task = 'WITHDRAW') GROUP BY order_id`,
  DELIVERY: (before) => Prisma.sql`
    SELECT order_id, min(shipments.created_at) FROM shipments JOIN orders ON orders.id = order_id
    WHERE orders.status = 'CONFIRMED' AND placed_at <= ${before}::timestamptz AND ${UNDER_WAY} GROUP BY order_id`,
  // Each of these by an index of nothing else.
  CAPTURE: () => Prisma.sql`
    SELECT id, completed_at FROM orders WHERE status = 'COMPLETED'
      AND payment_status IN ('PENDING', 'REQUIRES_ACTION', 'AUTHORIZED')`,
  PAYMENT_ACTION: () => Prisma.sql`
    SELECT id, payment_action_since FROM orders WHERE payment_action_since IS NOT NULL AND status IN ('CONFIRMED', 'COMPLETED')`,
  VOID: () => Prisma.sql`
    SELECT id, cancelled_at FROM orders WHERE status = 'CANCELLED' AND payment_status = 'PENDING'`,
  REFUND: () => Prisma.sql`
    SELECT id, cancelled_at FROM orders WHERE status = 'CANCELLED'
      AND payment_status IN ('REQUIRES_ACTION', 'AUTHORIZED', 'PAID', 'PARTIALLY_REFUNDED')`,
  EDIT: () => Prisma.sql`
    SELECT orders.id, requested_at FROM orders JOIN order_edits ON order_edits.id = pending_edit_id
    WHERE pending_edit_id IS NOT NULL`,
  RETURN_REFUND: () => Prisma.sql`
    SELECT order_id, min(received_at) FROM returns WHERE status = 'RECEIVED' GROUP BY order_id`,
}

/** Every order in each state that it waits in, with when that lasts too long, as a table `waiting`; all that are due at a moment, if one is given. */
function waiting(limits: WaitingLimits, names: readonly WaitingStateName[], dueAt: Date | null): Prisma.Sql {
  const states = names.map((name, place) => {
    const seconds = limits[WAITING_STATES[name].limit]
    const before = dueAt ? new Date(dueAt.getTime() - seconds * 1_000) : 'infinity'
    return Prisma.sql`
      SELECT order_id, ${name} AS state, ${place}::int AS place, since, since + ${seconds}::float8 * interval '1 second' AS due_at
      FROM (${IN_STATE[name](before)}) AS ${Prisma.raw(`in_${name.toLowerCase()}`)} (order_id, since)`
  })
  return Prisma.sql`waiting AS (${Prisma.join(states, ' UNION ALL ')})`
}

const RAISED = WAITING_STATE_NAMES.filter((name) => WAITING_STATES[name].outcome === 'RAISE')

/** What staff are told already: a process of before takes away the words alone. */
const TOLD = Prisma.raw(`CASE WHEN o.attention_reason IS NULL THEN '[]' ELSE o.attention END`)
/** Whether a state that an order waits in is not in what staff are told of it. */
const isNew = (told: Prisma.Sql) => Prisma.sql`NOT ${told} @> jsonb_build_array(jsonb_build_object('kind', state))`

/** Writes why staff must look at orders that wait too long, each reason once; at most 200 orders per call. Says how many. */
export async function flagWaiting(tx: Transaction, limits: WaitingLimits, now: Date): Promise<number> {
  const reasons = Prisma.join(RAISED.map((name) => Prisma.sql`(${name}, ${WAITING_STATES[name].why})`))
  return tx.$executeRaw`
    WITH ${waiting(limits, RAISED, now)}, overdue AS (
      SELECT order_id, state, why, place FROM waiting JOIN (VALUES ${reasons}) AS reason (state, why) USING (state)
      WHERE due_at < ${now}
    ), locked AS (
      SELECT o.id, ${TOLD} AS told FROM orders o
      WHERE o.id IN (
        SELECT DISTINCT order_id FROM overdue JOIN orders o ON o.id = order_id WHERE ${isNew(TOLD)} ORDER BY order_id LIMIT 200)
      ORDER BY o.id FOR UPDATE OF o SKIP LOCKED
    ), news AS (
      SELECT locked.id, told, state, why, place FROM locked JOIN overdue ON order_id = locked.id WHERE ${isNew(Prisma.sql`told`)}
    ), noted AS (
      INSERT INTO order_history (order_id, kind, message, actor_kind, occurred_at)
      SELECT id, 'ATTENTION_NEEDED', why, 'SYSTEM', ${now}::timestamptz FROM news ORDER BY id, place
    ), flagged AS (
      SELECT id, told || jsonb_agg(jsonb_build_object('kind', state, 'why', why, 'since', ${now.toISOString()}::text) ORDER BY place) AS attention
      FROM news GROUP BY id, told
    )
    UPDATE orders o
    SET attention = flagged.attention, attention_reason = flagged.attention -> -1 ->> 'why', version = version + 1,
      updated_at = ${now}
    FROM flagged WHERE o.id = flagged.id`
}

/** An order in one state that it waits in. `id` tells them apart. */
export type WaitingOrderRow = {
  id: string
  orderId: string
  state: WaitingStateName
  since: Date
  dueAt: Date
}

/** A page of what waits, the longest overdue first; with `dueBefore` only what has been due by then. */
export async function findWaiting(
  database: Reader,
  limits: WaitingLimits,
  page: Page,
  dueBefore: Date | null,
): Promise<WaitingOrderRow[]> {
  const direction = page.backward ? Prisma.sql`DESC` : Prisma.sql`ASC`
  const place = (values: Page['after'], than: Prisma.Sql) =>
    values ? Prisma.sql`AND (due_at, order_id || ' ' || state) ${than} (${values[0]}, ${values[1]})` : Prisma.empty
  return database.$queryRaw<WaitingOrderRow[]>`
    WITH ${waiting(limits, WAITING_STATE_NAMES, dueBefore)}
    SELECT order_id || ' ' || state AS id, order_id AS "orderId", state, since, due_at AS "dueAt" FROM waiting
    WHERE (${dueBefore}::timestamptz IS NULL OR due_at < ${dueBefore})
      ${place(page.after, Prisma.sql`>`)} ${place(page.before, Prisma.sql`<`)}
    ORDER BY due_at ${direction}, order_id || ' ' || state ${direction} LIMIT ${page.take}`
}
