import type { SubgraphName } from '../databases.ts'

/** Something that holds in a shop that is in order, as a statement that selects what breaks it. */
export type AuditRule = {
  /** Its name in reports, unique: `orders.lines-sum-to-total`. */
  name: string
  database: SubgraphName
  /** Selects `(id, fault)`: the id of what breaks the rule, and in words how. */
  sql: string
  /** What is under way breaks it, too: held only against a shop in which nothing is. */
  atRest?: true
  /**
   * The rule compares its database with orders': `$1` is OrderFacts[] as JSON, of all orders whose ids are greater than
   * `$2` and not greater than `$3`. Use FACTS, and bound the other side in the same way.
   */
  comparesOrders?: true
}

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

/** Selects OrderFacts of at most `$2` orders whose ids come after `$1`. */
export const ORDER_FACTS = `
  SELECT id, status, total, currency_code AS currency, cart_id IS NOT NULL AS "isPlaced",
    (SELECT jsonb_object_agg(variant_id, quantity) FROM order_lines WHERE order_id = orders.id) AS units
  FROM orders WHERE id > $1 ORDER BY id LIMIT $2`

/** The common table expressions that every rule with `comparesOrders` begins with: all three values are used, whatever follows. */
export const FACTS = `portion AS (SELECT $2::uuid AS after, $3::uuid AS last), facts AS (
  SELECT * FROM jsonb_to_recordset($1::jsonb)
    AS fact (id uuid, status text, total bigint, currency text, "isPlaced" boolean, units jsonb))`

/** Gives the rules of one database their common parts. */
export function rulesOf(
  database: SubgraphName,
  rules: Record<string, Omit<AuditRule, 'name' | 'database'>>,
): AuditRule[] {
  return Object.entries(rules).map(([name, rule]) => ({ name: `${database}.${name}`, database, ...rule }))
}
