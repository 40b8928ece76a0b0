import { FACTS, rulesOf } from './audit-rule.ts'

/** What holds in inventory's database, in itself and compared with orders'. */
export const inventoryRules = rulesOf('inventory', {
  'movements-sum-to-levels': {
    sql: `SELECT level.id, format('stock level %s has %s on hand and %s reserved, its movements say %s and %s', level.id,
        level.on_hand, level.reserved, coalesce(sum(on_hand_delta), 0), coalesce(sum(reserved_delta), 0)) AS fault
      FROM stock_levels level LEFT JOIN stock_movements ON stock_level_id = level.id
      GROUP BY level.id
      HAVING (level.on_hand, level.reserved) <> (coalesce(sum(on_hand_delta), 0), coalesce(sum(reserved_delta), 0))`,
  },
  'reservations-sum-to-reserved': {
    sql: `SELECT level.id, format('stock level %s has %s reserved, open reservations hold %s', level.id, level.reserved,
        coalesce(sum(allocations.quantity), 0)) AS fault
      FROM stock_levels level
      LEFT JOIN (allocations JOIN reservations ON reservations.id = reservation_id AND status = 'RESERVED') ON stock_level_id = level.id
      GROUP BY level.id HAVING level.reserved <> coalesce(sum(allocations.quantity), 0)`,
  },
  'backorders-sum-to-owed': {
    sql: `SELECT variant.id, format('of variant %s %s units are owed, its backorders say %s', variant.id, backordered,
        coalesce(sum(quantity), 0)) AS fault
      FROM variants variant LEFT JOIN backorders ON variant_id = variant.id
      GROUP BY variant.id HAVING backordered <> coalesce(sum(quantity), 0)`,
  },
  'closed-reservations-hold-nothing': {
    sql: `SELECT id, format('reservation %s is %s, but holds units or is promised some', id, status) AS fault
      FROM reservations WHERE status NOT IN ('RESERVED', 'COMMITTED')
        AND (EXISTS (SELECT FROM allocations WHERE reservation_id = reservations.id)
          OR EXISTS (SELECT FROM backorders WHERE reservation_id = reservations.id))`,
  },
  'nothing-is-reserved': {
    atRest: true,
    sql: `SELECT id, format('stock level %s has %s on hand and %s reserved', id, on_hand, reserved) AS fault
      FROM stock_levels WHERE reserved <> 0`,
  },
  'reservations-are-settled': {
    atRest: true,
    sql: `SELECT id, format('reservation %s of order %s is still RESERVED', id, order_id) AS fault
      FROM reservations WHERE status = 'RESERVED'`,
  },
  'final-orders-have-settled-reservations': {
    comparesOrders: true,
    sql: `WITH ${FACTS}
      SELECT facts.id, format('order %s is %s, its reservation %s', facts.id, facts.status,
        coalesce(reservations.status::text, 'missing')) AS fault
      FROM facts LEFT JOIN reservations ON order_id = facts.id
      WHERE "isPlaced" AND facts.status IN ('COMPLETED', 'CANCELLED')
        AND coalesce(reservations.status::text, 'missing') NOT IN (
          CASE facts.status WHEN 'COMPLETED' THEN 'COMMITTED' ELSE 'RELEASED' END,
          CASE facts.status WHEN 'COMPLETED' THEN 'COMMITTED' ELSE 'REJECTED' END)`,
  },
  // Returned goods come back to the shelf after the sale: they are no part of what the order took.
  'final-orders-took-what-they-sold': {
    comparesOrders: true,
    sql: `WITH ${FACTS}, owed AS (
        SELECT facts.id AS order_id, unit.key::uuid AS variant_id, status,
          CASE WHEN status = 'COMPLETED' THEN unit.value::integer ELSE 0 END AS quantity
        FROM facts CROSS JOIN jsonb_each_text(units) AS unit WHERE "isPlaced"
      ), moved AS (
        -- By the reservation: what was set aside for a cart became its order's.
        SELECT reservations.order_id, variant_id, -sum(on_hand_delta) AS quantity, sum(reserved_delta) AS reserved
        FROM stock_movements movement
        JOIN reservations ON reservations.id = movement.reservation_id
        JOIN stock_levels ON stock_levels.id = stock_level_id
        WHERE reservations.order_id > $2 AND reservations.order_id <= $3
          AND NOT (kind = 'RETURN' AND reason IS DISTINCT FROM 'ORDER_EDITED' AND status = 'COMMITTED')
        GROUP BY reservations.order_id, variant_id
      )
      SELECT order_id AS id, format('order %s takes %s of variant %s, inventory moved %s and holds %s', order_id,
        coalesce(owed.quantity, 0), variant_id, coalesce(moved.quantity, 0), coalesce(moved.reserved, 0)) AS fault
      FROM owed FULL JOIN moved USING (order_id, variant_id)
      WHERE coalesce(owed.status, 'COMPLETED') IN ('COMPLETED', 'CANCELLED')
        AND (coalesce(owed.quantity, 0) <> coalesce(moved.quantity, 0) OR coalesce(moved.reserved, 0) <> 0)`,
  },
})
