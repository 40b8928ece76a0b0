import { subgraphNames } from '@shop/prisma/databases'

const NEWEST = '(SELECT id FROM orders ORDER BY sequence DESC LIMIT 1)'
const SOLD = `(SELECT id FROM orders WHERE status = 'COMPLETED' AND cart_id IS NOT NULL LIMIT 1)`
const A_LEVEL = '(SELECT stock_level_id FROM allocations LIMIT 1)'
const A_RESERVATION = `(SELECT id FROM reservations WHERE status = 'COMMITTED' LIMIT 1)`
const PAID = `(SELECT id FROM payments WHERE amount_captured > 0 ORDER BY created_at DESC LIMIT 1)`

/** What must never happen, done by hand: by the name of the rule of the audit that has to find it. */
export const SABOTAGE: Readonly<Record<string, string>> = {
  ...inEachDatabase({
    'events-are-published': `INSERT INTO outbox_events (id, type, subject, data, occurred_at)
      VALUES (gen_random_uuid(), 'Something', 'x', '{}', now())`,
    'events-are-not-stuck': `INSERT INTO outbox_events (id, type, subject, data, occurred_at)
      VALUES (gen_random_uuid(), 'Something', 'x', '{}', now() - interval '2 hours')`,
    'no-dead-letters': `INSERT INTO dead_letters (id, consumer, event_id, event, attempts, error, failed_at)
      VALUES (gen_random_uuid(), 'users', gen_random_uuid(), '{"type": "X", "subject": "y"}', 12, 'no', now())`,
  }),

  'orders.orders-are-final': `UPDATE orders SET status = 'CONFIRMED', completed_at = NULL WHERE id = ${SOLD}`,
  'orders.edits-are-settled': `INSERT INTO order_edits (id, order_id, requested_by, requested_by_kind, draft, requested_at)
    VALUES (gen_random_uuid(), ${SOLD}, gen_random_uuid(), 'STAFF', '{}', now())`,
  'orders.completed-orders-are-paid': `UPDATE orders SET payment_status = 'AUTHORIZED' WHERE id = ${SOLD}`,
  'orders.cancelled-orders-cost-nothing': `UPDATE orders SET payment_status = 'PAID' WHERE id = ${NEWEST}`,
  'orders.lines-sum-to-total': `UPDATE order_lines SET discount = discount + 1 WHERE order_id = ${NEWEST}`,
  'orders.lines-sum-to-tax-and-discount': `UPDATE order_lines SET tax = tax + 1 WHERE order_id = ${NEWEST}`,
  'orders.redemptions-are-those-of-orders': `INSERT INTO promotion_redemptions (promotion_id, order_id, amount, redeemed_at, released_at)
    SELECT id, ${SOLD}, 0, now(), now() FROM promotions`,
  'orders.limits-of-promotions-hold': `WITH limited AS (UPDATE promotions SET usage_limit = 0 RETURNING id)
    INSERT INTO promotion_redemptions (promotion_id, order_id, amount, redeemed_at) SELECT id, ${SOLD}, 0, now() FROM limited`,
  'orders.orders-know-what-customers-must-do': `UPDATE orders SET payment_action_since = now() WHERE id = ${NEWEST}`,
  'orders.ordered-carts-are-gone': `INSERT INTO carts (id, owner_id, owner_kind, created_at, updated_at)
    SELECT cart_id, gen_random_uuid(), 'GUEST', now(), now() FROM orders WHERE id = ${NEWEST}`,
  'orders.completed-orders-were-sent': `DELETE FROM shipment_lines
    WHERE order_line_id IN (SELECT id FROM order_lines WHERE order_id = ${SOLD})`,
  'orders.nothing-is-sent-twice': `UPDATE shipment_lines SET quantity = quantity + 1
    WHERE order_line_id IN (SELECT id FROM order_lines WHERE order_id = ${SOLD})`,
  'orders.carriers-were-told': `UPDATE shipments SET carrier_task = 'WITHDRAW', carrier_due_at = now() WHERE order_id = ${SOLD}`,
  'orders.parcels-of-completed-orders-arrived': `UPDATE shipments SET status = 'IN_TRANSIT' WHERE order_id = ${SOLD}`,

  'orders.statistics-agree-with-orders': `UPDATE sales_rollups SET orders = orders + 1`,
  'inventory.movements-sum-to-levels': `UPDATE stock_levels SET on_hand = on_hand + 1 WHERE id = ${A_LEVEL}`,
  'inventory.reservations-sum-to-reserved': `UPDATE stock_levels SET reserved = 1 WHERE id = ${A_LEVEL}`,
  'inventory.nothing-is-reserved': `UPDATE stock_levels SET reserved = 1 WHERE id = ${A_LEVEL}`,
  'inventory.reservations-are-settled': `UPDATE reservations SET status = 'RESERVED' WHERE id = ${A_RESERVATION}`,
  'inventory.final-orders-have-settled-reservations': `UPDATE reservations SET status = 'RELEASED' WHERE id = ${A_RESERVATION}`,
  'inventory.final-orders-took-what-they-sold': `INSERT INTO stock_movements (stock_level_id, kind, on_hand_delta, reserved_delta, reservation_id)
    SELECT ${A_LEVEL}, 'SALE', -1, 0, id FROM reservations`,
  'inventory.backorders-sum-to-owed': `UPDATE variants SET backordered = 1
    WHERE id = (SELECT variant_id FROM stock_levels WHERE id = ${A_LEVEL})`,
  'inventory.closed-reservations-hold-nothing': `UPDATE reservations SET status = 'EXPIRED' WHERE id = ${A_RESERVATION}`,

  'payments.payments-are-at-rest': `UPDATE payments SET operation = 'CANCEL', due_at = now() + interval '1 day' WHERE id = ${PAID}`,
  'payments.refunds-are-settled': `INSERT INTO refunds (id, payment_id, cause, status, amount, currency, reason, created_at, updated_at)
    SELECT gen_random_uuid(), id, 'ADMIN', 'PENDING', 1, currency, '', now(), now() FROM payments WHERE id = ${PAID}`,
  'payments.captures-sum-to-captured': `UPDATE payment_transactions SET amount = amount - 1 WHERE kind = 'CAPTURE' AND payment_id = ${PAID}`,
  'payments.refunds-sum-to-refunded': `UPDATE payments SET amount_refunded = 1 WHERE id = ${PAID}`,
  'payments.requests-have-outcomes': `INSERT INTO payment_transactions (id, payment_id, kind, status, amount, currency, provider_key, created_at)
    SELECT gen_random_uuid(), id, 'REFUND', 'PENDING', 1, currency, 'nobody answered', now() FROM payments WHERE id = ${PAID}`,
  'payments.provider-agrees': `UPDATE sandbox.intents SET amount_captured = 2 * amount_captured`,
  'payments.provider-holds-nothing': `UPDATE sandbox.intents SET status = 'requires_capture'`,
  'payments.bookings-sum-to-zero': `UPDATE ledger_entries SET amount = amount + 1 WHERE account = 'CUSTOMER' AND payment_id = ${PAID}`,
  'payments.ledger-agrees-with-payments': `UPDATE ledger_entries SET amount = 2 * amount WHERE payment_id = ${PAID}`,
  'payments.books-agree-with-the-provider': `INSERT INTO payment_disagreements (id, kind, payment_id, ours, theirs, found_at)
    VALUES (gen_random_uuid(), 'CAPTURED', ${PAID}, '1', '2', now())`,
  'payments.payments-cost-what-orders-cost': `UPDATE orders SET total = total + 1 WHERE id = (SELECT order_id FROM payments WHERE id = ${PAID})`,
  'payments.final-orders-took-what-they-cost': `UPDATE payments SET amount_captured = amount_captured - 1 WHERE id = ${PAID}`,
  'payments.cancelled-orders-took-nothing': `UPDATE payments SET amount_captured = amount WHERE amount_captured = 0`,

  'users.notifications-come-once': `INSERT INTO notifications (id, user_id, kind, title, body, order_id)
    SELECT gen_random_uuid(), user_id, kind, title, body, order_id FROM notifications WHERE kind = 'ORDER_DELIVERED'`,
}

function inEachDatabase(rules: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    subgraphNames.flatMap((database) => Object.entries(rules).map(([name, sql]) => [`${database}.${name}`, sql])),
  )
}
