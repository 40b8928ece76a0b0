/** Rows `(fault text)` are what is wrong; a shop at rest has none. `$1`, where a rule is across databases, is OrderFacts[] as JSON. */
export type AuditRule = { database: string; sql: string; acrossDatabases?: true }

/** What orders says of an order to the rules of the other databases. */
export type OrderFacts = {
  id: string
  status: string
  total: number
  currency: string
  /** Placed by a client and not by the seed, which moved no stock. */
  isPlaced: boolean
  /** Units per variant. */
  units: Record<string, number>
}

export const ORDER_FACTS = `
  SELECT id, status, total, currency_code AS currency,
    EXISTS (SELECT FROM outbox_events WHERE type = 'OrderPlaced' AND subject = orders.id::text) AS "isPlaced",
    (SELECT jsonb_object_agg(variant_id, quantity) FROM order_lines WHERE order_id = orders.id) AS units
  FROM orders`

/** Holds in each of the five databases. */
export const EVENT_RULES: readonly string[] = [
  `SELECT format('event %s (%s of %s) has not been published', position, type, subject) AS fault
   FROM outbox_events WHERE published_at IS NULL`,
  `SELECT format('dead letter: %s of %s: %s', event ->> 'type', event ->> 'subject', left(error, 300)) AS fault
   FROM dead_letters`,
]

const FACTS = `facts AS (
  SELECT * FROM jsonb_to_recordset($1::jsonb)
    AS fact (id uuid, status text, total bigint, currency text, "isPlaced" boolean, units jsonb))`

const ORDERS: readonly string[] = [
  `SELECT format('order %s is still %s', id, status) AS fault FROM orders WHERE status NOT IN ('COMPLETED', 'CANCELLED')`,
  `SELECT format('order %s is COMPLETED, its money %s', id, payment_status) AS fault FROM orders
   WHERE status = 'COMPLETED' AND payment_status NOT IN ('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')`,
  `SELECT format('order %s is CANCELLED (%s), its money %s', id, cancel_reason, payment_status) AS fault FROM orders
   WHERE status = 'CANCELLED' AND payment_status NOT IN ('FAILED', 'VOIDED', 'REFUNDED')`,
  `SELECT format('order %s costs %s, its lines %s', orders.id, total - shipping_total, sum(quantity * unit_price - discount)) AS fault
   FROM orders JOIN order_lines ON order_id = orders.id
   GROUP BY orders.id HAVING sum(quantity * unit_price - discount) <> total - shipping_total`,
  `SELECT format('cart %s is open although order %s was made of it', cart_id, orders.id) AS fault
   FROM orders JOIN carts ON carts.id = cart_id`,
  `SELECT format('order %s is COMPLETED, but line %s was sent %s times of %s', line.order_id, line.id,
     coalesce(sum(sent.quantity), 0), line.quantity) AS fault
   FROM order_lines line JOIN orders ON orders.id = line.order_id AND status = 'COMPLETED'
   LEFT JOIN shipment_lines sent ON sent.order_line_id = line.id
   GROUP BY line.id HAVING coalesce(sum(sent.quantity), 0) <> line.quantity`,
  `SELECT format('parcel %s of order %s is %s', shipments.id, order_id, shipments.status) AS fault
   FROM shipments JOIN orders ON orders.id = order_id
   WHERE carrier_task IS NOT NULL OR (orders.status = 'COMPLETED' AND shipments.status NOT IN ('DELIVERED', 'RETURN_TO_SENDER'))`,
]

const INVENTORY: readonly string[] = [
  `SELECT format('stock level %s has %s on hand and %s reserved, its movements say %s and %s', level.id, level.on_hand,
     level.reserved, coalesce(sum(on_hand_delta), 0), coalesce(sum(reserved_delta), 0)) AS fault
   FROM stock_levels level LEFT JOIN stock_movements ON stock_level_id = level.id
   GROUP BY level.id
   HAVING (level.on_hand, level.reserved) <> (coalesce(sum(on_hand_delta), 0), coalesce(sum(reserved_delta), 0))`,
  `SELECT format('stock level %s has %s on hand and %s reserved', id, on_hand, reserved) AS fault
   FROM stock_levels WHERE reserved <> 0 OR on_hand < 0`,
  `SELECT format('reservation %s of order %s is still RESERVED', id, order_id) AS fault
   FROM reservations WHERE status = 'RESERVED'`,
]

const INVENTORY_AND_ORDERS: readonly string[] = [
  `WITH ${FACTS}
   SELECT format('order %s is %s, its reservation %s', facts.id, facts.status, coalesce(reservations.status::text, 'missing')) AS fault
   FROM facts LEFT JOIN reservations ON order_id = facts.id
   WHERE "isPlaced" AND coalesce(reservations.status::text, 'missing') NOT IN (
     CASE facts.status WHEN 'COMPLETED' THEN 'COMMITTED' ELSE 'RELEASED' END,
     CASE facts.status WHEN 'COMPLETED' THEN 'COMMITTED' ELSE 'REJECTED' END)`,
  // Returned goods come back to the shelf after the sale; no scenario of ours returns some.
  `WITH ${FACTS}, owed AS (
     SELECT facts.id AS order_id, unit.key::uuid AS variant_id,
       CASE WHEN status = 'COMPLETED' THEN unit.value::integer ELSE 0 END AS quantity
     FROM facts CROSS JOIN jsonb_each_text(units) AS unit WHERE "isPlaced"
   ), moved AS (
     SELECT order_id, variant_id, -sum(on_hand_delta) AS quantity, sum(reserved_delta) AS reserved
     FROM stock_movements JOIN stock_levels ON stock_levels.id = stock_level_id
     WHERE order_id IS NOT NULL GROUP BY order_id, variant_id
   )
   SELECT format('order %s takes %s of variant %s, inventory moved %s and holds %s', order_id, coalesce(owed.quantity, 0),
     variant_id, coalesce(moved.quantity, 0), coalesce(moved.reserved, 0)) AS fault
   FROM owed FULL JOIN moved USING (order_id, variant_id)
   WHERE coalesce(owed.quantity, 0) <> coalesce(moved.quantity, 0) OR coalesce(moved.reserved, 0) <> 0`,
]

const PAYMENTS: readonly string[] = [
  `SELECT format('payment %s of order %s is not at rest: %s, %s under way', id, order_id, status, coalesce(operation::text, 'nothing')) AS fault
   FROM payments WHERE operation IS NOT NULL OR due_at IS NOT NULL OR lease_token IS NOT NULL OR amount_refunding <> 0`,
  `SELECT format('refund %s of payment %s is %s', id, payment_id, status) AS fault FROM refunds WHERE status <> 'SUCCEEDED'`,
  `SELECT format('payment %s has captured %s, its successful captures %s in %s requests', payment.id, amount_captured,
     coalesce(sum(captured.amount), 0), count(captured)) AS fault
   FROM payments payment LEFT JOIN payment_transactions captured
     ON captured.payment_id = payment.id AND captured.kind = 'CAPTURE' AND captured.status = 'SUCCEEDED'
   GROUP BY payment.id
   HAVING count(captured) > 1 OR coalesce(sum(captured.amount), 0) <> amount_captured`,
  `SELECT format('payment %s has given back %s, its refunds %s', payment.id, amount_refunded, coalesce(sum(refunds.amount), 0)) AS fault
   FROM payments payment LEFT JOIN refunds ON payment_id = payment.id AND refunds.status = 'SUCCEEDED'
   GROUP BY payment.id HAVING coalesce(sum(refunds.amount), 0) <> amount_refunded`,
  `SELECT format('request %s was begun and has no outcome', begun.provider_key) AS fault
   FROM payment_transactions begun
   WHERE status = 'PENDING' AND NOT EXISTS (
     SELECT FROM payment_transactions ended WHERE ended.provider_key = begun.provider_key AND ended.status <> 'PENDING')
   -- What the customer was to confirm goes on under another key.
   AND NOT EXISTS (
     SELECT FROM sandbox_requests WHERE idempotency_key = begun.provider_key AND answer ->> 'outcome' = 'requires_action')`,
  // The provider is another company: what it took from the customer is what counts.
  `SELECT format('payment %s has captured %s and given back %s; the provider %s and %s', coalesce(payment.id::text, reference),
     payment.amount_captured, payment.amount_refunded, intent.amount_captured, intent.amount_refunded) AS fault
   FROM payments payment FULL JOIN sandbox_intents intent ON reference = payment.id::text
   WHERE payment.id IS NULL
     OR (coalesce(intent.amount_captured, 0), coalesce(intent.amount_refunded, 0)) <> (payment.amount_captured, payment.amount_refunded)`,
  `SELECT format('the provider still holds money of payment %s, which is %s', payment.id, payment.status) AS fault
   FROM payments payment JOIN sandbox_intents intent ON reference = payment.id::text AND intent.status = 'requires_capture'`,
  `SELECT format('booking %s does not sum to zero: %s', transaction_id, sum(amount)) AS fault
   FROM ledger_entries GROUP BY transaction_id HAVING sum(amount) <> 0 OR count(*) <> 2`,
  `SELECT format('the ledger sums to %s', sum(amount)) AS fault FROM ledger_entries HAVING sum(amount) <> 0`,
  `SELECT format('payment %s holds %s, the ledger says %s', payment.id, amount_captured - amount_refunded, coalesce(sum(entry.amount), 0)) AS fault
   FROM payments payment LEFT JOIN ledger_entries entry ON payment_id = payment.id AND account = 'PROVIDER'
   GROUP BY payment.id HAVING coalesce(sum(entry.amount), 0) <> amount_captured - amount_refunded`,
]

const PAYMENTS_AND_ORDERS: readonly string[] = [
  `WITH ${FACTS}
   SELECT format('order %s costs %s %s, its payment %s %s', facts.id, facts.total, facts.currency, payment.amount, payment.currency) AS fault
   FROM facts FULL JOIN payments payment ON order_id = facts.id
   WHERE (payment.amount, payment.currency::text) IS DISTINCT FROM (facts.total, facts.currency)`,
  `WITH ${FACTS}
   SELECT format('order %s is %s, but %s was captured and %s given back', facts.id, facts.status, amount_captured, amount_refunded) AS fault
   FROM facts JOIN payments ON order_id = facts.id
   WHERE (facts.status = 'COMPLETED' AND amount_captured <> facts.total)
      OR (facts.status = 'CANCELLED' AND amount_captured <> amount_refunded)`,
]

const USERS: readonly string[] = [
  `SELECT format('%s was told %s times of order %s', kind, count(*), order_id) AS fault FROM notifications
   WHERE order_id IS NOT NULL AND kind IN ('ORDER_CONFIRMED', 'ORDER_CANCELLED', 'ORDER_DELIVERED')
   GROUP BY kind, order_id, user_id HAVING count(*) > 1`,
]

/** All rules but EVENT_RULES. */
export const AUDIT_RULES: readonly AuditRule[] = [
  ...ORDERS.map((sql) => ({ database: 'orders', sql })),
  ...INVENTORY.map((sql) => ({ database: 'inventory', sql })),
  ...INVENTORY_AND_ORDERS.map((sql) => ({ database: 'inventory', sql, acrossDatabases: true as const })),
  ...PAYMENTS.map((sql) => ({ database: 'payments', sql })),
  ...PAYMENTS_AND_ORDERS.map((sql) => ({ database: 'payments', sql, acrossDatabases: true as const })),
  ...USERS.map((sql) => ({ database: 'users', sql })),
]
