import { newId } from '@shop/subgraph/new-id'
import { transact } from '@shop/subgraph/transact'
import type { StepContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { findPayment } from '../payment/payment-store.ts'
import type { PaymentRow } from '../payment/payment-store.ts'
import { leaseMs } from '../provider/with-timeout.ts'
import { required } from '../required.ts'
import { appendTransaction } from '../transaction/transaction-store.ts'
import { refundProviderKey } from './refund.ts'
import { lockDueRefund, setRefundAside, updateRefund } from './refund-store.ts'
import type { RefundRow } from './refund-store.ts'

/** A request for a refund that this worker holds the lease for. */
export type RefundCall = { refund: RefundRow; payment: PaymentRow; leaseToken: string }

/**
 * Takes the refund that has waited longest; what is about to be asked is committed before. Null when none is due, 'done'
 * when it was set aside: one that cannot be begun would hold up all the others.
 */
export async function beginRefundStep(context: StepContext): Promise<RefundCall | 'done' | null> {
  let taken: string | null = null
  try {
    return await begin(context, (id) => (taken = id))
  } catch (error) {
    if (taken === null) throw error
    context.log.error({ err: error, refundId: taken }, 'a refund cannot go on; it is tried again later')
    await setRefundAside(context.database, taken)
    return 'done'
  }
}

async function begin(
  { database, clock, config }: StepContext,
  onTaken: (id: string) => void,
): Promise<RefundCall | null> {
  return transact(database, async (tx: Transaction) => {
    const refund = await lockDueRefund(tx)
    if (!refund) return null
    onTaken(refund.id)
    const now = clock.now()
    if (refund.attempts === 0) {
      const { id: refundId, paymentId, amount, currency } = refund
      await appendTransaction(tx, {
        paymentId,
        refundId,
        amount,
        currency,
        createdAt: now,
        kind: 'REFUND',
        status: 'PENDING',
        providerKey: refundProviderKey(refundId),
      })
    }
    const leaseToken = newId()
    const attempts = refund.attempts + 1
    const leasedUntil = new Date(now.getTime() + leaseMs(config.providerTimeoutMs, attempts))
    const patch = { attempts, leaseToken, leasedUntil, updatedAt: now }
    const payment = required(await findPayment(tx, refund.paymentId))
    return { refund: await updateRefund(tx, refund.id, patch), payment, leaseToken }
  })
}
