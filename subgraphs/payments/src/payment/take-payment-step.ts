import type { StepContext } from '../context.ts'
import { failureCodeOf } from '../provider/failure-code.ts'
import { askProvider } from './ask-provider.ts'
import { beginPaymentStep } from './begin-payment-step.ts'
import type { PaymentCall } from './begin-payment-step.ts'
import { postponePaymentStep, settlePaymentStep } from './settle-payment-step.ts'

/** Begins one step of one payment; gives what is left of it, to be run beside others, or null when nothing was due. */
export async function takePaymentStep(
  context: StepContext,
  signal: AbortSignal,
): Promise<(() => Promise<void>) | null> {
  const begun = await beginPaymentStep(context)
  if (begun === null) return null
  if (begun === 'done') return async () => context.wake()
  return () => finishPaymentStep(context, begun, signal)
}

async function finishPaymentStep(context: StepContext, call: PaymentCall, signal: AbortSignal): Promise<void> {
  const { log, wake } = context
  try {
    await settlePaymentStep(context, call, await askProvider(context, call, signal))
  } catch (error) {
    const { payment, operation } = call
    log.warn(
      { err: error, paymentId: payment.id, operation, attempts: payment.attempts },
      'a request to the payment provider has no outcome and is repeated',
    )
    await postponePaymentStep(context, call, failureCodeOf(error))
  }
  wake()
}
