import { openTestPool } from '@shop/testkit/database'
import { waitUntil } from '@shop/testkit/wait-until'
import { expect, it } from 'vitest'
import { createOrder } from './order-story.ts'
import { startPayments } from './payments-fixture.ts'

it('two processes on one database do everything once', async () => {
  const first = await startPayments()
  const second = await startPayments({ databaseUrl: first.databaseUrl, bus: first.bus })
  try {
    const orders = Array.from({ length: 60 }, () => createOrder(first.bus))
    await Promise.all(
      orders.map(async (order) => {
        for (const chapter of ['placed', 'reserved', 'confirmed', 'returned'] as const) await order.tell(chapter)
      }),
    )
    await waitUntil(async () => {
      const [row] = await first.query<{ done: number }>(
        'SELECT count(*)::int AS done FROM payments WHERE amount_captured = 10000 AND amount_refunded = 2500',
      )
      return row?.done === 60
    })
    const requests = await first.query(
      'SELECT count(*)::int AS requests, sum(replays)::int AS replays FROM sandbox.requests',
    )
    // Authorize, capture, refund: nobody asked twice, not even with the same key.
    expect(requests).toEqual([{ requests: 180, replays: 0 }])
    const events = await first.query(
      'SELECT type, count(*)::int AS count FROM outbox_events GROUP BY type ORDER BY type',
    )
    expect(events).toEqual([
      { type: 'PaymentAuthorized', count: 60 },
      { type: 'PaymentCaptured', count: 60 },
      { type: 'RefundSettled', count: 60 },
    ])
    const [ledger] = await first.query('SELECT sum(amount)::int AS sum, count(*)::int AS entries FROM ledger_entries')
    expect(ledger).toEqual({ sum: 0, entries: 240 })
  } finally {
    await second.stop()
    await first.stop()
  }
})

it('a worker whose lease has gone to another settles nothing', async () => {
  const answered = Promise.withResolvers<void>()
  let calls = 0
  const payments = await startPayments({
    config: { providerTimeoutMs: 5_000 },
    wrapProvider: (provider) => ({
      ...provider,
      async authorize(request) {
        calls += 1
        const answer = await provider.authorize(request)
        // The first call hangs after the provider has done it; meanwhile its lease ends and the payment is asked for again.
        if (calls === 1) await answered.promise
        return answer
      },
    }),
  })
  try {
    const order = createOrder(payments.bus)
    await order.tell('placed')
    await order.tell('reserved')
    await waitUntil(() => calls === 1)
    await payments.query('UPDATE payments SET leased_until = now()')
    await waitUntil(async () => (await payments.paymentOf(order.orderId))?.status === 'REQUIRES_CAPTURE')
    answered.resolve()
    await order.tell('confirmed')
    await waitUntil(async () => (await payments.paymentOf(order.orderId))?.status === 'SUCCEEDED')
    expect((await payments.eventsOf(order.orderId)).map((event) => event.type)).toEqual([
      'PaymentAuthorized',
      'PaymentCaptured',
    ])
    expect(calls).toBe(2)
  } finally {
    await payments.stop()
  }
})

it('a worker that finds nothing to do leaves what an event, just then, says is to be done', async () => {
  const payments = await startPayments({ config: { capture: 'shipment' } })
  const pool = openTestPool(payments.databaseUrl)
  try {
    const { orderId, tell } = createOrder(payments.bus)
    for (const chapter of ['placed', 'reserved', 'confirmed'] as const) await tell(chapter)
    await waitUntil(async () => (await payments.paymentOf(orderId))?.status === 'REQUIRES_CAPTURE')
    const event = await pool.connect()
    try {
      // As that of a parcel has it: the order is locked first, then more of its payment is to be captured.
      await event.query('BEGIN')
      await event.query('SELECT FROM orders WHERE id = $1 FOR NO KEY UPDATE', [orderId])
      await payments.query('UPDATE payments SET due_at = now() WHERE order_id = $1', orderId)
      const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
      await waitUntil(async () => (await payments.query(waiting)).length > 0, { what: 'the worker to wait' })
      await event.query('UPDATE payments SET capture_target = 4000, due_at = now() WHERE order_id = $1', [orderId])
    } finally {
      await event.query('COMMIT')
      event.release()
    }
    await waitUntil(async () => (await payments.paymentOf(orderId))?.amount_captured === '4000')
  } finally {
    await pool.end()
    await payments.stop()
  }
})
