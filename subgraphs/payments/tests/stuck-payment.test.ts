import { waitUntil } from '@shop/testkit/wait-until'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createOrder } from './order-story.ts'
import { startPayments } from './payments-fixture.ts'
import type { Payments } from './payments-fixture.ts'

let payments: Payments
beforeAll(async () => {
  payments = await startPayments()
  // Whatever it is that the database refuses: here requests of one kind about some payments.
  await payments.query('CREATE TABLE refused (payment_id uuid, kind transaction_kind)')
  await payments.query(`CREATE FUNCTION refuse_request() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM refused WHERE payment_id = NEW.payment_id AND kind = NEW.kind) THEN
        RAISE EXCEPTION 'refused by the test';
      END IF;
      RETURN NEW;
    END $$`)
  await payments.query(
    'CREATE TRIGGER refuse BEFORE INSERT ON payment_transactions FOR EACH ROW EXECUTE FUNCTION refuse_request()',
  )
})
afterAll(() => payments.stop())

async function refuse(orderId: string, kind: 'AUTHORIZATION' | 'REFUND'): Promise<void> {
  await payments.query('INSERT INTO refused SELECT id, $2 FROM payments WHERE order_id = $1', orderId, kind)
}

it('a payment and a refund that cannot go on hold up no other', async () => {
  const [unpaid, unreturned, ...others] = Array.from({ length: 5 }, () => createOrder(payments.bus))
  for (const order of [unpaid!, unreturned!]) await order.tell('placed')
  await refuse(unpaid!.orderId, 'AUTHORIZATION')
  await refuse(unreturned!.orderId, 'REFUND')
  for (const order of [unpaid!, unreturned!, ...others]) {
    for (const chapter of ['placed', 'reserved', 'confirmed', 'returned'] as const) await order.tell(chapter)
  }
  const stateOf = async (orderId: string) => {
    const payment = await payments.paymentOf(orderId)
    return `${payment?.status} ${payment?.amount_captured} ${payment?.amount_refunded}`
  }
  const done = async () =>
    (await Promise.all(others.map(({ orderId }) => stateOf(orderId)))).every(
      (state) => state === 'SUCCEEDED 10000 2500',
    )
  await waitUntil(done, { what: 'the others to be captured and refunded' })
  // They wait for their turn and are not given up.
  expect(await stateOf(unpaid!.orderId)).toBe('REQUIRES_CONFIRMATION 0 0')
  expect(await stateOf(unreturned!.orderId)).toBe('SUCCEEDED 10000 0')
  const [waiting] = await payments.query(
    `SELECT (SELECT count(*) FROM payments WHERE due_at > now())::int AS payments,
       (SELECT count(*) FROM refunds WHERE due_at > now())::int AS refunds`,
  )
  expect(waiting).toEqual({ payments: 1, refunds: 1 })
})
