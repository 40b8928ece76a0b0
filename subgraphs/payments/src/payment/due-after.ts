import type { PaymentsConfig } from '../config.ts'
import { nextStep } from './payment.ts'
import type { PaymentProgress, PaymentTrigger } from './payment.ts'

/**
 * When a worker looks at a payment again to which something has just happened; null when nothing is to be done of ourselves. A
 * declined one that is still wanted may be replaced for a while; without that time it has failed at once, which whoever calls this tells.
 */
export function dueAfter(
  config: Pick<PaymentsConfig, 'retryWindowMs'>,
  trigger: PaymentTrigger,
  order: { confirmedAt: Date | null },
  payment: PaymentProgress,
  now: Date,
): Date | null {
  const isWanted = !order.confirmedAt && payment.goal !== 'CANCEL'
  const canBeReplaced = trigger === 'declined' && isWanted && config.retryWindowMs > 0
  if (canBeReplaced) return new Date(now.getTime() + config.retryWindowMs)
  // An event may have raised the goal while the provider was asked.
  const { kind } = nextStep(payment)
  return kind === 'rest' || kind === 'fail' ? null : now
}
