import { appendEvents } from '@shop/events/outbox'
import { transact } from '@shop/subgraph/transact'
import type { StepContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { lockOrder } from '../order/order-store.ts'
import { reducedOf, tellClosed, tellFailure } from './payment-events.ts'
import { nextStep, transition } from './payment.ts'
import { lockPaymentsOf, updatePayment } from './payment-store.ts'
import type { SeenPayment } from './payment-store.ts'

/**
 * Ends what the provider has nothing to say about: closes a payment that nothing will come of, tells that a declined one was not
 * replaced in time, or lets it rest. Does nothing when something else is to be done since it was seen.
 */
export async function endPayment(
  { database, clock }: StepContext,
  seen: SeenPayment,
  kind: 'close' | 'fail' | 'rest',
): Promise<void> {
  await transact(database, async (tx: Transaction) => {
    const order = await lockOrder(tx, seen.orderId)
    const payments = await lockPaymentsOf(tx, seen.orderId)
    const payment = payments.find(({ id }) => id === seen.id)
    if (!payment || nextStep(payment).kind !== kind) return
    const now = clock.now()
    if (kind !== 'close') await updatePayment(tx, payment.id, { dueAt: null })
    if (kind === 'fail') {
      const reduced = await reducedOf(tx, order, payments)
      await appendEvents(tx, tellFailure({ order, payments, reduced }, payment))
    }
    if (kind === 'close') {
      const status = transition(payment.status, 'canceled')
      const closed = await updatePayment(tx, payment.id, { status, dueAt: null, updatedAt: now })
      const reduced = await reducedOf(tx, order, payments)
      await appendEvents(tx, tellClosed({ order, payments, reduced }, closed))
    }
  })
}
