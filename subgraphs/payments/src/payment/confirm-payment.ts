import { appendEvents } from '@shop/events/outbox'
import { once } from '@shop/subgraph/idempotency'
import { transact } from '@shop/subgraph/transact'
import { Refusal, userError } from '@shop/subgraph/user-errors'
import type { Viewer } from '@shop/subgraph/viewer'
import { canConfirmPayment } from '../authorize.ts'
import type { RequestContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import type { UserErrorCode } from '../errors.ts'
import { nextStatus, transition } from './payment.ts'
import { tellActionEnded } from './payment-events.ts'
import { lockPayment } from './lock-payment.ts'
import { updatePayment } from './payment-store.ts'

/** The customer did what the provider asked for: a worker asks for the authorization again. Throws Refusal. */
export async function confirmPayment(
  { database, clock, wake }: Pick<RequestContext, 'database' | 'clock' | 'wake'>,
  viewer: Viewer,
  { idempotencyKey, paymentId }: { idempotencyKey: string; paymentId: string },
): Promise<void> {
  const request = {
    key: idempotencyKey,
    scope: `${viewer.id}:confirmPayment`,
    input: { paymentId },
    field: ['input', 'idempotencyKey'],
  }
  const work = async (tx: Transaction) => {
    const { payment, order } = await lockPayment(tx, paymentId)
    if (!payment || !canConfirmPayment(viewer, order)) throw refused('NOT_FOUND', 'There is no such payment.')
    if (nextStatus(payment.status, 'confirmed') === null || payment.goal === 'CANCEL') {
      throw refused('NOT_CONFIRMABLE', 'This payment does not wait for you.')
    }
    const now = clock.now()
    await updatePayment(tx, paymentId, {
      status: transition(payment.status, 'confirmed'),
      nextActionType: null,
      nextActionUrl: null,
      dueAt: now,
      updatedAt: now,
    })
    await appendEvents(tx, tellActionEnded(payment))
    return null
  }
  await transact(database, (tx: Transaction) => once(tx, request, () => work(tx)), { onCommit: wake })
}

function refused(code: UserErrorCode, message: string): Refusal {
  return new Refusal(userError(code, message, ['input', 'paymentId']))
}
