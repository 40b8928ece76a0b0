import type { StepContext } from '../context.ts'
import { failureCodeOf } from '../provider/failure-code.ts'
import { beginRefundStep } from './begin-refund-step.ts'
import type { RefundCall } from './begin-refund-step.ts'
import { refundProviderKey } from './refund.ts'
import { isRefundDue } from './refund-store.ts'
import { postponeRefundStep, settleRefundStep } from './settle-refund-step.ts'

/** Begins one refund; gives what is left of it, to be run beside others, or null when nothing was due. */
export async function takeRefundStep(context: StepContext, signal: AbortSignal): Promise<(() => Promise<void>) | null> {
  if (!(await isRefundDue(context.database))) return null
  const begun = await beginRefundStep(context)
  if (begun === null) return null
  if (begun === 'done') return async () => context.wake()
  return () => finishRefundStep(context, begun, signal)
}

async function finishRefundStep(context: StepContext, call: RefundCall, signal: AbortSignal): Promise<void> {
  const { id: refundId, paymentId, amount, currency, attempts: attempt } = call.refund
  try {
    const { providerReference: reference } = call.payment
    const idempotencyKey = refundProviderKey(refundId)
    const request = { idempotencyKey, attempt, paymentId, refundId, amount, currency, reference, signal }
    await settleRefundStep(context, call, await context.provider.refund(request))
  } catch (error) {
    context.log.warn({ err: error, refundId, attempts: attempt }, 'a refund has no outcome and is repeated')
    await postponeRefundStep(context, call, failureCodeOf(error))
  }
  context.wake()
}
