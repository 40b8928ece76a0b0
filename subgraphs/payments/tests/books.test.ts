import { countStatements } from '@shop/testkit/statements'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createOrder } from './order-story.ts'
import { startPayments } from './payments-fixture.ts'
import type { Payments } from './payments-fixture.ts'

let payments: Payments

beforeAll(async () => {
  payments = await startPayments({
    config: { provider: { name: 'sandbox', elsewhere: null, fees: { basisPoints: 290, fixed: 30 } } },
  })
  const order = createOrder(payments.bus)
  for (const chapter of ['placed', 'reserved', 'confirmed'] as const) await order.tell(chapter)
  await waitUntil(async () => (await payments.paymentOf(order.orderId))?.status === 'SUCCEEDED')
})
afterAll(async () => {
  await payments.stop()
})

async function someBooking(): Promise<{ transaction_id: string; payment_id: string; order_id: string }> {
  const rows = await payments.query<{ transaction_id: string; payment_id: string; order_id: string }>(
    "SELECT transaction_id, payment_id, order_id FROM ledger_entries WHERE kind = 'CAPTURE' LIMIT 1",
  )
  if (!rows[0]) throw new Error('nothing was booked')
  return rows[0]
}

it('the database refuses a booking that does not sum to zero', async () => {
  const { payment_id: paymentId, order_id: orderId } = await someBooking()
  const transactionId = randomUUID()
  await payments.query(
    `INSERT INTO payment_transactions (id, payment_id, kind, status, amount, currency, provider_key, created_at)
     VALUES ($1, $2, 'VOID', 'SUCCEEDED', 100, 'EUR', 'test', now())`,
    transactionId,
    paymentId,
  )
  const book = (...sides: [account: string, amount: number, currency: string][]) =>
    payments.query(
      `INSERT INTO ledger_entries (id, transaction_id, payment_id, order_id, account, kind, amount, currency, created_at)
       SELECT gen_random_uuid(), $1, $2, $3, account::ledger_account, 'CAPTURE', amount, currency, now()
       FROM jsonb_to_recordset($4) AS sides (account text, amount bigint, currency text)`,
      transactionId,
      paymentId,
      orderId,
      JSON.stringify(sides.map(([account, amount, currency]) => ({ account, amount, currency }))),
    )
  await expect(book(['PROVIDER', 100, 'EUR'])).rejects.toThrow(/do not sum to zero/)
  await expect(book(['PROVIDER', 100, 'EUR'], ['CUSTOMER', -99, 'EUR'])).rejects.toThrow(/do not sum to zero/)
  await expect(book(['PROVIDER', 100, 'EUR'], ['CUSTOMER', -100, 'USD'])).rejects.toThrow(/do not sum to zero/)
  await book(['PROVIDER', 100, 'EUR'], ['CUSTOMER', -100, 'EUR'])
})

it('takes the money of twenty orders that come at once by few statements, and books each once', async () => {
  const orders = Array.from({ length: 20 }, () => createOrder(payments.bus))
  const ids = orders.map(({ orderId }) => orderId)
  const sold = async () => {
    const sql = `SELECT count(*)::int AS payments, sum(amount_captured)::int AS captured,
      (SELECT count(*) FROM ledger_entries WHERE order_id = ANY ($1))::int AS entries
      FROM payments WHERE order_id = ANY ($1) AND status = 'SUCCEEDED'`
    return (await payments.query<{ payments: number; captured: number; entries: number }>(sql, ids))[0]
  }
  const statements = await countStatements(async () => {
    for (const chapter of ['placed', 'reserved', 'confirmed'] as const) {
      await Promise.all(orders.map((order) => order.tell(chapter)))
    }
    await waitUntil(async () => (await sold())?.payments === 20, { what: 'the payments to be captured' })
  })
  // One by one it would be forty each, and ten of the provider's own.
  expect(statements.length).toBeLessThan(20 * 20)
  expect(await sold()).toEqual({ payments: 20, captured: 200_000, entries: 40 })
  const told = await payments.query(
    `SELECT type, count(DISTINCT subject)::int AS orders, count(*)::int AS events FROM outbox_events
     WHERE subject = ANY ($1) GROUP BY type ORDER BY type`,
    ids,
  )
  expect(told).toEqual([
    { type: 'PaymentAuthorized', orders: 20, events: 20 },
    { type: 'PaymentCaptured', orders: 20, events: 20 },
  ])
})

it('what the provider takes for a capture is booked when the books are compared, once', async () => {
  const order = createOrder(payments.bus)
  for (const chapter of ['placed', 'reserved', 'confirmed'] as const) await order.tell(chapter)
  await waitUntil(async () => (await payments.paymentOf(order.orderId))?.status === 'SUCCEEDED')
  const { id } = (await payments.paymentOf(order.orderId)) ?? { id: '' }
  for (const _time of ['soon', 'later']) {
    await payments.query('UPDATE payments SET check_at = now() WHERE id = $1', id)
    const due = `SELECT FROM payments WHERE id = $1 AND check_at <= now() + interval '5 minutes'`
    await waitUntil(async () => (await payments.query(due, id)).length === 0)
  }
  const rows = await payments.query(
    `SELECT account, sum(amount)::int AS amount FROM ledger_entries WHERE order_id = $1 GROUP BY account ORDER BY account`,
    order.orderId,
  )
  expect(rows).toEqual([
    { account: 'CUSTOMER', amount: -10_000 },
    { account: 'PROVIDER', amount: 9_680 },
    { account: 'FEES', amount: 320 },
  ])
  expect(await payments.query('SELECT fees::int FROM payments WHERE id = $1', id)).toEqual([{ fees: 320 }])
})

it.each([
  'UPDATE ledger_entries SET amount = 1',
  'DELETE FROM ledger_entries',
  'TRUNCATE ledger_entries',
  "UPDATE payment_transactions SET status = 'FAILED'",
  'DELETE FROM payment_transactions',
  'TRUNCATE payment_transactions CASCADE',
])('the database refuses "%s"', async (statement) => {
  await expect(payments.query(statement)).rejects.toThrow(/append-only/)
})

it('the database refuses to give back more than was captured, to capture more than was authorized, and a second outcome of a request', async () => {
  const { payment_id: paymentId } = await someBooking()
  await expect(
    payments.query('UPDATE payments SET amount_refunding = amount_captured + 1 WHERE id = $1', paymentId),
  ).rejects.toThrow(/payments_refunded_check/)
  await expect(
    payments.query('UPDATE payments SET amount_captured = amount_captured + 1 WHERE id = $1', paymentId),
  ).rejects.toThrow(/payments_captured_check/)
  await expect(
    payments.query(
      `INSERT INTO payment_transactions (id, payment_id, kind, status, amount, currency, provider_key, failure_code, created_at)
       VALUES (gen_random_uuid(), $1, 'CAPTURE', 'FAILED', 100, 'EUR', $2, 'declined', now())`,
      paymentId,
      `payment:${paymentId}:capture`,
    ),
  ).rejects.toThrow(/payment_transactions_outcome_key/)
})
