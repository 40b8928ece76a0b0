import { rulesOf } from './audit-rule.ts'

/** What holds in users' database. */
export const userRules = rulesOf('users', {
  'notifications-come-once': {
    sql: `SELECT order_id AS id, format('%s was told %s times of order %s', kind, count(*), order_id) AS fault FROM notifications
      WHERE order_id IS NOT NULL AND kind IN ('ORDER_CONFIRMED', 'ORDER_CANCELLED', 'ORDER_DELIVERED')
      GROUP BY kind, order_id, user_id HAVING count(*) > 1`,
  },
})
