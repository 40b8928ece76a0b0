import { FACTS, rulesOf } from './audit-rule.ts'

/** What holds in payments' database: in itself, compared with the provider's book, and with orders'. */
export const paymentRules = rulesOf('payments', {
  'payments-are-at-rest': {
    atRest: true,
    sql: `SELECT id, format('payment %s of order %s is not at rest: %s, %s under way', id, order_id, status,
        coalesce(operation::text, 'nothing')) AS fault
      FROM payments WHERE operation IS NOT NULL OR due_at IS NOT NULL OR lease_token IS NOT NULL OR amount_refunding <> 0`,
  },
  'refunds-are-settled': {
    atRest: true,
    // What was withheld waits as long as the bank has the money: when the dispute is won it is asked for.
    sql: `SELECT refunds.id, format('refund %s of payment %s is %s', refunds.id, payment_id, refunds.status) AS fault
      FROM refunds JOIN payments ON payments.id = payment_id
      WHERE refunds.status <> 'SUCCEEDED'
        AND NOT (refunds.failure_code IS NOT DISTINCT FROM 'charge_disputed' AND refunds.attempts = 0 AND amount_disputed > 0)`,
  },
  'captures-sum-to-captured': {
    sql: `SELECT payment.id, format('payment %s has captured %s, its successful captures %s in %s requests', payment.id,
        amount_captured, coalesce(sum(captured.amount), 0), count(captured)) AS fault
      FROM payments payment LEFT JOIN payment_transactions captured
        ON captured.payment_id = payment.id AND captured.kind = 'CAPTURE' AND captured.status = 'SUCCEEDED'
      GROUP BY payment.id
      HAVING coalesce(sum(captured.amount), 0) <> amount_captured`,
  },
  'refunds-sum-to-refunded': {
    sql: `SELECT payment.id, format('payment %s has given back %s, its refunds %s', payment.id, amount_refunded,
        coalesce(sum(refunds.amount), 0)) AS fault
      FROM payments payment LEFT JOIN refunds ON payment_id = payment.id AND refunds.status = 'SUCCEEDED'
      GROUP BY payment.id HAVING coalesce(sum(refunds.amount), 0) <> amount_refunded`,
  },
  'requests-have-outcomes': {
    atRest: true,
    sql: `SELECT begun.id, format('request %s was begun and has no outcome', begun.provider_key) AS fault
      FROM payment_transactions begun
      WHERE status = 'PENDING' AND NOT EXISTS (
        SELECT FROM payment_transactions ended WHERE ended.provider_key = begun.provider_key AND ended.status <> 'PENDING')
      -- What the customer was to confirm goes on under another key. Of Stripe's answers nobody here knows.
      AND NOT EXISTS (
        SELECT FROM sandbox.requests WHERE idempotency_key = begun.provider_key AND answer ->> 'outcome' = 'requires_action')
      AND NOT (kind = 'AUTHORIZATION' AND EXISTS (
        SELECT FROM payments WHERE id = begun.payment_id AND operation IS NULL AND provider_reference LIKE 'pi\\_%'))`,
  },
  // The provider is another company: what it took from the customer is what counts. Stripe's books are compared by payments.
  'provider-agrees': {
    sql: `SELECT coalesce(payment.id::text, reference) AS id, format('payment %s has captured %s and given back %s; the provider %s and %s',
        coalesce(payment.id::text, reference), payment.amount_captured, payment.amount_refunded, intent.amount_captured,
        intent.amount_refunded) AS fault
      FROM payments payment FULL JOIN sandbox.intents intent ON reference = payment.id::text
      WHERE payment.id IS NULL OR (coalesce(payment.provider_reference, payment.id::text) = payment.id::text
        AND (coalesce(intent.amount_captured, 0), coalesce(intent.amount_refunded, 0)) <> (payment.amount_captured, payment.amount_refunded))`,
  },
  'provider-holds-nothing': {
    atRest: true,
    sql: `SELECT payment.id, format('the provider still holds money of payment %s, which is %s', payment.id, payment.status) AS fault
      FROM payments payment JOIN sandbox.intents intent ON reference = payment.id::text AND intent.status = 'requires_capture'`,
  },
  'bookings-sum-to-zero': {
    sql: `SELECT transaction_id AS id, format('booking %s does not sum to zero: %s', transaction_id, sum(amount)) AS fault
      FROM ledger_entries GROUP BY transaction_id HAVING sum(amount) <> 0 OR count(*) < 2`,
  },
  'ledger-agrees-with-payments': {
    sql: `SELECT payment.id, format('payment %s holds %s, the ledger says %s', payment.id,
        amount_captured - amount_refunded - amount_disputed - fees, coalesce(sum(entry.amount), 0)) AS fault
      FROM payments payment LEFT JOIN ledger_entries entry ON payment_id = payment.id AND account = 'PROVIDER'
      GROUP BY payment.id HAVING coalesce(sum(entry.amount), 0) <> amount_captured - amount_refunded - amount_disputed - fees`,
  },
  'books-agree-with-the-provider': {
    sql: `SELECT id, format('%s of payment %s is %s here, %s at the provider', kind, coalesce(payment_id::text, provider_reference),
        ours, theirs) AS fault FROM payment_disagreements WHERE resolved_at IS NULL`,
  },
  'payments-cost-what-orders-cost': {
    // An edit is heard of a moment later, and so is a new order.
    atRest: true,
    comparesOrders: true,
    sql: `WITH ${FACTS}, known AS (SELECT * FROM orders WHERE id > $2 AND id <= $3)
      SELECT coalesce(facts.id, known.id) AS id, format('order %s costs %s %s, payments knows of %s %s', coalesce(facts.id, known.id),
        facts.total, facts.currency, coalesce(known.edited_total, known.total), known.currency) AS fault
      FROM facts FULL JOIN known ON known.id = facts.id
      WHERE (coalesce(known.edited_total, known.total), known.currency::text) IS DISTINCT FROM (facts.total, facts.currency)`,
  },
  'final-orders-took-what-they-cost': {
    comparesOrders: true,
    sql: `WITH ${FACTS}, paid AS (
        SELECT order_id, sum(amount_captured) - coalesce(sum((SELECT sum(amount) FROM refunds
          WHERE payment_id = payments.id AND cause = 'ORDER_EDITED' AND status = 'SUCCEEDED')), 0) AS amount
        FROM payments GROUP BY order_id)
      SELECT facts.id, format('order %s is %s and costs %s, but %s was captured and kept', facts.id, facts.status,
        facts.total, paid.amount) AS fault
      FROM facts JOIN paid ON order_id = facts.id
      WHERE facts.status = 'COMPLETED' AND paid.amount <> facts.total`,
  },
  'cancelled-orders-took-nothing': {
    atRest: true,
    comparesOrders: true,
    sql: `WITH ${FACTS}
      SELECT facts.id, format('order %s is %s, but %s was captured and %s given back', facts.id, facts.status,
        amount_captured, amount_refunded) AS fault
      FROM facts JOIN payments ON order_id = facts.id
      WHERE facts.status = 'CANCELLED' AND amount_captured <> amount_refunded + amount_disputed`,
  },
})
