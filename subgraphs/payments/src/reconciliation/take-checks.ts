import { transact } from '@shop/subgraph/transact'
import type { StepContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { nextCheckAt } from '../payment/check-times.ts'
import { lockPayment } from '../payment/lock-payment.ts'
import { claimChecks, postponeCheck, updatePayment } from '../payment/payment-store.ts'
import type { PaymentRow } from '../payment/payment-store.ts'
import type { ProviderRecord } from '../provider/provider.ts'
import type { TakeSteps } from '../provider/provider-worker.ts'
import { adopt } from './adopt.ts'
import { compare } from './compare.ts'
import { writeDisagreements } from './disagreement-store.ts'

/** Longer than the provider may take to answer: then somebody else asks. */
const CLAIM_MS = 90_000
/** After a comparison that failed. */
const PAUSE_MS = 10_000

/** Compares payments with the provider's books. */
export function createChecks(context: StepContext): TakeSteps {
  return async (limit, signal) => {
    const until = new Date(context.clock.now().getTime() + CLAIM_MS)
    const claimed = await claimChecks(context.database, until, limit)
    return { steps: claimed.map((payment) => () => check(context, payment, signal)), hasMore: claimed.length === limit }
  }
}

async function check(context: StepContext, seen: PaymentRow, signal: AbortSignal): Promise<void> {
  const { provider, database, log, wake } = context
  try {
    const record = await provider.find({ paymentId: seen.id, reference: seen.providerReference, signal })
    await transact(database, (tx: Transaction) => settle(tx, context, seen, record))
    wake()
  } catch (error) {
    log.warn({ err: error, paymentId: seen.id }, 'a payment could not be compared with the provider; it is tried again')
    // Somebody may wait for it: a customer whom their bank has asked, and of whom the provider told.
    await postponeCheck(database, seen, new Date(context.clock.now().getTime() + PAUSE_MS))
  }
}

/** What was asked of the provider meanwhile is newer than its answer: then the payment is compared again later. */
async function settle(
  tx: Transaction,
  context: StepContext,
  seen: PaymentRow,
  record: ProviderRecord | null,
): Promise<void> {
  const { order, payments, payment } = await lockPayment(tx, seen.id)
  const now = context.clock.now()
  if (!order || !payment) return
  if (!isAsSeen(payment, seen)) return void (await updatePayment(tx, payment.id, { checkAt: now }))
  // The provider told of more while it was asked, or this took too long: whoever asks after that knows more.
  if (payment.checkAt?.getTime() !== seen.checkAt?.getTime()) return
  const { trigger, disagreements } = compare(payment, record)
  const adopted = record ? await adopt(tx, context, { order, payments, payment, record, trigger }) : payment
  await writeDisagreements(tx, adopted, disagreements, now)
  if (disagreements.length > 0) {
    context.log.error({ paymentId: payment.id, disagreements }, 'the provider’s books differ from ours')
  }
  const checks = trigger ? 0 : adopted.checks + 1
  const checkAt = nextCheckAt(adopted.status, checks, now, context.config.reconcileAfterMs)
  await updatePayment(tx, payment.id, { checkAt, checks, ...(record ? { providerReference: record.reference } : {}) })
}

function isAsSeen(payment: PaymentRow, seen: PaymentRow): boolean {
  const isSame = (field: 'status' | 'operation' | 'amountCaptured' | 'amountRefunded' | 'amountRefunding') =>
    payment[field] === seen[field]
  return (['status', 'operation', 'amountCaptured', 'amountRefunded', 'amountRefunding'] as const).every(isSame)
}
