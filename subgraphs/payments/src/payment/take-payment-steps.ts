import { doTogether } from '@shop/subgraph/do-together'
import type { StepContext } from '../context.ts'
import { failureCodeOf } from '../provider/failure-code.ts'
import type { TakeSteps } from '../provider/provider-worker.ts'
import { askProvider } from './ask-provider.ts'
import { beginPaymentSteps } from './begin-payment-steps.ts'
import type { PaymentCall } from './begin-payment-steps.ts'
import { postponePaymentStep } from './postpone-payment-step.ts'
import { settleRefusedStep } from './settle-refused-step.ts'
import { settlePaymentSteps } from './settle-payment-steps.ts'
import type { AnsweredCall } from './settle-payment-steps.ts'

/** What takes the next step of payments that are due: asked side by side, and written down together when their answers are. */
export function createPaymentSteps(context: StepContext): TakeSteps {
  const settle = doTogether(async (answered: readonly AnsweredCall[]) => {
    await settlePaymentSteps(context, answered)
    return answered
  })

  async function finish(call: PaymentCall, signal: AbortSignal): Promise<void> {
    try {
      const answer = await askProvider(context, call, signal)
      if (answer.outcome === 'declined' && (call.operation === 'CAPTURE' || call.operation === 'CANCEL')) {
        if (await settleRefusedStep(context, call, answer, signal)) return
        if (call.operation === 'CANCEL') throw new Error(`the provider refuses to let the money go: ${answer.code}`)
      }
      await settle({ call, answer })
    } catch (error) {
      const { payment, operation } = call
      context.log.warn(
        { err: error, paymentId: payment.id, operation, attempts: payment.attempts },
        'a request to the payment provider has no outcome and is repeated',
      )
      const pauseMs = await postponePaymentStep(context, call, failureCodeOf(error))
      if (pauseMs !== null) setTimeout(context.wake, pauseMs).unref()
    }
  }

  return async (limit, signal) => {
    const { calls, hasMore } = await beginPaymentSteps(context, limit)
    return { steps: calls.map((call) => () => finish(call, signal)), hasMore }
  }
}
