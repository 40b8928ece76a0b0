import { orders } from '../demo/orders.ts'
import type { DemoOrder } from '../demo/orders.ts'
import { seedDatabase } from '../seed-database.ts'
import type { SeedOptions, SeedWriter } from '../seed-database.ts'

/** Fills payments: what it has heard of the past orders, their payments, the books, and the sandbox provider's own rows. */
export async function seed(databaseUrl: string, { scale, log }: SeedOptions): Promise<void> {
  const filled = await seedDatabase(databaseUrl, 'orders', async (writer) => {
    for (const order of orders(scale)) await writeOrder(writer, order)
    await writer.flush()
    await writer.query(REFUND_HISTORY)
    await writer.query(BOOKINGS)
  })
  if (filled) log('payments: the payments of past orders and their ledger')
}

async function writeOrder({ insert }: SeedWriter, order: DemoOrder): Promise<void> {
  const { id, payment, placedAt, confirmedAt, cancelledAt } = order
  const currency = payment.currencyCode
  await insert('orders', {
    id,
    owner_id: order.customerId,
    owner_since: placedAt,
    total: order.total,
    currency,
    payment_method: payment.paymentMethod,
    placed_at: placedAt,
    reserved_at: payment.transactions[0]?.createdAt ?? null,
    confirmed_at: confirmedAt,
    cancelled_at: cancelledAt,
  })
  await insert('payments', {
    id: payment.id,
    order_id: id,
    status: payment.status,
    goal: cancelledAt ? 'CANCEL' : 'CAPTURE',
    amount: payment.amount,
    currency,
    payment_method: payment.paymentMethod,
    amount_captured: payment.amountCaptured,
    amount_refunded: payment.amountRefunded,
    amount_refunding: 0,
    attempts: 0,
    failure_code: payment.failureCode,
    created_at: payment.createdAt,
    updated_at: payment.updatedAt,
  })
  for (const transaction of payment.transactions) {
    // Refunds and what refers to them come at the end: not every batch has one, and a parent must come before its child.
    if (transaction.kind === 'REFUND') continue
    const operation = { AUTHORIZATION: 'authorize', CAPTURE: 'capture', VOID: 'cancel' }[transaction.kind]
    await insert('payment_transactions', {
      id: transaction.id,
      payment_id: payment.id,
      kind: transaction.kind,
      status: transaction.status,
      amount: transaction.amount,
      currency,
      provider_key: `payment:${payment.id}:${operation}`,
      failure_code: transaction.failureCode,
      created_at: transaction.createdAt,
    })
  }
  if (payment.refund) {
    await insert('refunds', {
      id: payment.refund.id,
      payment_id: payment.id,
      cause: 'ORDER_CANCELLED',
      status: 'SUCCEEDED',
      amount: payment.refund.amount,
      currency,
      reason: payment.refund.reason,
      attempts: 1,
      created_at: payment.refund.createdAt,
      updated_at: payment.updatedAt,
    })
  }
  // The provider has them too, so that a captured demo payment can be refunded.
  if (payment.status === 'SUCCEEDED') await writeIntent(insert, order)
}

async function writeIntent(insert: SeedWriter['insert'], { payment }: DemoOrder): Promise<void> {
  await insert('sandbox.intents', {
    reference: payment.id,
    payment_method: payment.paymentMethod,
    status: 'succeeded',
    amount: payment.amount,
    currency: payment.currencyCode,
    amount_captured: payment.amountCaptured,
    amount_refunded: payment.amountRefunded,
    created_at: payment.createdAt,
    updated_at: payment.updatedAt,
  })
}

const REFUND_HISTORY = `
  INSERT INTO payment_transactions
    (id, payment_id, refund_id, kind, status, amount, currency, provider_key, created_at)
  SELECT md5('transaction of ' || id)::uuid, payment_id, id, 'REFUND', 'SUCCEEDED', amount, currency, 'refund:' || id, updated_at
  FROM refunds`

// Both sides of every booking by one statement: the database refuses half of one. The same rule as bookingOf in payments.
const BOOKINGS = `
  INSERT INTO ledger_entries
    (id, transaction_id, payment_id, order_id, account, kind, amount, currency, created_at)
  SELECT md5(side.account || ' of ' || booked.id)::uuid, booked.id, booked.payment_id, payment.order_id,
    side.account::ledger_account, booked.kind::text::ledger_entry_kind,
    side.sign * (CASE booked.kind WHEN 'CAPTURE' THEN 1 ELSE -1 END) * booked.amount, booked.currency, booked.created_at
  FROM payment_transactions booked
  JOIN payments payment ON payment.id = booked.payment_id
  CROSS JOIN (VALUES ('PROVIDER', 1), ('CUSTOMER', -1)) AS side (account, sign)
  WHERE booked.status = 'SUCCEEDED' AND booked.kind IN ('CAPTURE', 'REFUND') AND booked.amount > 0`
