import { rulesOf } from './audit-rule.ts'

/** What holds in orders' database. */
export const orderRules = rulesOf('orders', {
  'orders-are-final': {
    atRest: true,
    sql: `SELECT id, format('order %s is still %s', id, status) AS fault
      FROM orders WHERE status NOT IN ('COMPLETED', 'CANCELLED')`,
  },
  'edits-are-settled': {
    atRest: true,
    sql: `SELECT id, format('edit %s of order %s is still PENDING', id, order_id) AS fault FROM order_edits WHERE status = 'PENDING'`,
  },
  'completed-orders-are-paid': {
    sql: `SELECT id, format('order %s is COMPLETED, its money %s', id, payment_status) AS fault FROM orders
      WHERE status = 'COMPLETED' AND payment_status NOT IN ('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')`,
  },
  'cancelled-orders-cost-nothing': {
    // A refund takes the provider's time.
    atRest: true,
    sql: `SELECT id, format('order %s is CANCELLED (%s), its money %s', id, cancel_reason, payment_status) AS fault FROM orders
      WHERE status = 'CANCELLED' AND payment_status NOT IN ('FAILED', 'VOIDED', 'REFUNDED')`,
  },
  'lines-sum-to-total': {
    sql: `WITH amounts AS (
        SELECT orders.id, total - (shipping_total - shipping_discount) - CASE WHEN prices_include_tax THEN 0 ELSE shipping_tax END AS goods,
          sum(quantity * unit_price - discount + CASE WHEN tax_included THEN 0 ELSE tax END) AS lines
        FROM orders JOIN order_lines ON order_id = orders.id GROUP BY orders.id)
      SELECT id, format('order %s costs %s without its delivery, its lines %s', id, goods, lines) AS fault
      FROM amounts WHERE goods <> lines`,
  },
  'lines-sum-to-tax-and-discount': {
    sql: `SELECT orders.id, format('order %s has %s tax and %s discount, its parts %s and %s', orders.id, tax_total, discount_total,
        sum(tax) + shipping_tax, sum(discount) + shipping_discount) AS fault
      FROM orders JOIN order_lines ON order_id = orders.id
      GROUP BY orders.id HAVING sum(tax) + shipping_tax <> tax_total OR sum(discount) + shipping_discount <> discount_total`,
  },
  'redemptions-are-those-of-orders': {
    sql: `SELECT order_id AS id, format('order %s is %s, its use of promotion %s was %s', order_id, status, r.promotion_id,
        CASE WHEN released_at IS NULL THEN 'not released' ELSE 'released' END) AS fault
      FROM promotion_redemptions r JOIN orders ON orders.id = order_id WHERE (status = 'CANCELLED') <> (released_at IS NOT NULL)`,
  },
  'limits-of-promotions-hold': {
    sql: `SELECT promotions.id, format('promotion %s may be used %s times, and is counted %s times; orders use it %s times', promotions.id,
        usage_limit, usage_count, count(order_id)) AS fault
      FROM promotions LEFT JOIN promotion_redemptions ON promotion_id = promotions.id AND released_at IS NULL
      WHERE usage_limit IS NOT NULL
      GROUP BY promotions.id HAVING count(order_id) > usage_limit`,
  },
  'orders-know-what-customers-must-do': {
    sql: `SELECT orders.id, format('order %s waits for its customer since %s, its payments since %s', orders.id, payment_action_since,
        min(asked_at) FILTER (WHERE asked > ended)) AS fault
      FROM orders LEFT JOIN awaited_payments ON order_id = orders.id
      GROUP BY orders.id HAVING payment_action_since IS DISTINCT FROM min(asked_at) FILTER (WHERE asked > ended)`,
  },
  'ordered-carts-are-gone': {
    sql: `SELECT orders.id, format('cart %s is open although order %s was made of it', cart_id, orders.id) AS fault
      FROM orders JOIN carts ON carts.id = cart_id`,
  },
  'completed-orders-were-sent': {
    sql: `SELECT line.order_id AS id, format('order %s is COMPLETED, but line %s was sent %s times of %s', line.order_id, line.id,
        coalesce(sum(sent.quantity), 0), line.quantity) AS fault
      FROM order_lines line JOIN orders ON orders.id = line.order_id AND status = 'COMPLETED'
      LEFT JOIN (shipment_lines sent JOIN shipments ON shipments.id = shipment_id AND shipments.status <> 'CANCELLED')
        ON sent.order_line_id = line.id
      GROUP BY line.id HAVING coalesce(sum(sent.quantity), 0) <> line.quantity`,
  },
  'nothing-is-sent-twice': {
    sql: `SELECT line.id, format('line %s of order %s is in parcels %s times of %s', line.id, line.order_id, sum(sent.quantity), line.quantity) AS fault
      FROM order_lines line JOIN shipment_lines sent ON sent.order_line_id = line.id
      JOIN shipments ON shipments.id = shipment_id AND shipments.status <> 'CANCELLED'
      GROUP BY line.id HAVING sum(sent.quantity) > line.quantity`,
  },
  'carriers-were-told': {
    atRest: true,
    sql: `SELECT id, format('parcel %s of order %s is still to be told: %s', id, order_id, carrier_task) AS fault
      FROM shipments WHERE carrier_task IS NOT NULL`,
  },
  'parcels-of-completed-orders-arrived': {
    sql: `SELECT shipments.id, format('parcel %s of order %s is %s', shipments.id, order_id, shipments.status) AS fault
      FROM shipments JOIN orders ON orders.id = order_id
      WHERE orders.status = 'COMPLETED' AND shipments.status NOT IN ('DELIVERED', 'RETURN_TO_SENDER', 'CANCELLED')`,
  },
  'statistics-agree-with-orders': {
    sql: `WITH shown AS (SELECT max(id) AS id FROM statistics_generations WHERE built_at IS NOT NULL), counted AS (
        SELECT coalesce(sum(orders), 0) AS orders, coalesce(sum(revenue), 0) AS revenue, coalesce(sum(cancelled), 0) AS cancelled
        FROM sales_rollups JOIN shown ON generation = shown.id WHERE product_id = '00000000-0000-0000-0000-000000000000'
      ), made AS (
        SELECT count(*) AS orders, coalesce(sum(total), 0) AS revenue, coalesce(sum(total) FILTER (WHERE cancelled_at IS NOT NULL), 0) AS cancelled
        FROM orders WHERE confirmed_at IS NOT NULL
      )
      SELECT shown.id, format('statistics %s have %s orders of %s, %s of it cancelled; there are %s of %s, %s cancelled', shown.id,
        counted.orders, counted.revenue, counted.cancelled, made.orders, made.revenue, made.cancelled) AS fault
      FROM shown, counted, made WHERE shown.id IS NOT NULL
        AND (counted.orders, counted.revenue, counted.cancelled) <> (made.orders, made.revenue, made.cancelled)`,
  },
})
