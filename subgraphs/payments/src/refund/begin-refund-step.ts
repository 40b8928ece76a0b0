import { randomUUIDv7 } from 'node:crypto'
import { transact } from '@shop/subgraph/transact'
import type { StepContext, Transaction } from '../context.ts'
import { appendTransaction } from '../transaction/transaction-store.ts'
import { refundProviderKey } from './refund.ts'
import { lockDueRefund, updateRefund } from './refund-store.ts'
import type { RefundRow } from './refund-store.ts'

/** A request for a refund that this worker holds the lease for. */
export type RefundCall = { refund: RefundRow; leaseToken: string }

/** Takes the refund that has waited longest; what is about to be asked is committed before. Null when none is due. */
export async function beginRefundStep({ database, clock, config }: StepContext): Promise<RefundCall | null> {
  return transact(database, async (tx: Transaction) => {
    const refund = await lockDueRefund(tx)
    if (!refund) return null
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
    const leaseToken = randomUUIDv7()
    const leasedUntil = new Date(now.getTime() + 2 * config.providerTimeoutMs + 1_000)
    const patch = { attempts: refund.attempts + 1, leaseToken, leasedUntil, updatedAt: now }
    return { refund: await updateRefund(tx, refund.id, patch), leaseToken }
  })
}
