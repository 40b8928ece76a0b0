import type { StepContext } from '../context.ts'
import type { ProviderAnswer } from '../provider/provider.ts'
import { amountAsked } from './begin-payment-steps.ts'
import type { PaymentCall } from './begin-payment-steps.ts'
import { operationKey } from './payment.ts'

/** Makes the call. Rejects when it is not known what came of it. */
export async function askProvider(
  { provider, config, database }: Pick<StepContext, 'provider' | 'config' | 'database'>,
  { payment, operation }: PaymentCall,
  signal: AbortSignal,
): Promise<ProviderAnswer> {
  const { id: paymentId, orderId, amount, currency, paymentMethod, providerReference: reference } = payment
  const { amountCaptured: captured } = payment
  const idempotencyKey = operationKey(payment, operation)
  const savedCustomer = payment.sequence > 1 ? await findCustomer(database, orderId) : null
  const request = {
    idempotencyKey,
    attempt: payment.attempts,
    paymentId,
    orderId,
    amount,
    currency,
    paymentMethod,
    reference,
    savedCustomer,
    signal,
  }
  switch (operation) {
    case 'AUTHORIZE':
    case 'CONFIRM':
      return provider.authorize({
        ...request,
        customerActed: operation === 'CONFIRM',
        capturesInParts: config.capture === 'shipment',
        // Nobody sits before a screen when an edit made the order dearer.
        isOffSession: payment.orderVersion !== null,
      })
    case 'CAPTURE':
      return provider.capture({ ...request, amount: amountAsked(payment), captured, isLast: payment.operationIsLast })
    case 'CANCEL':
      // Of what was captured in part only the rest can be let go.
      if (captured > 0n) return provider.capture({ ...request, amount: 0n, captured, isLast: true })
      return provider.cancel(request)
  }
}

async function findCustomer(database: StepContext['database'], orderId: string): Promise<string | null> {
  const order = await database.order.findUnique({ where: { id: orderId }, select: { providerCustomer: true } })
  return order?.providerCustomer ?? null
}
