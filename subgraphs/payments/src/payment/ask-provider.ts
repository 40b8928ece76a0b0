import type { PaymentProvider } from '../provider/provider.ts'
import { providerKey } from './payment.ts'
import type { PaymentCall } from './begin-payment-step.ts'

/** Makes the call. Rejects when it is not known what came of it. */
export async function askProvider(
  provider: PaymentProvider,
  { payment, operation }: PaymentCall,
  signal: AbortSignal,
): ReturnType<PaymentProvider['authorize']> {
  const { id: paymentId, amount, currency, paymentMethod } = payment
  const request = { idempotencyKey: providerKey(paymentId, operation), paymentId, signal }
  switch (operation) {
    case 'AUTHORIZE':
    case 'CONFIRM':
      return provider.authorize({
        ...request,
        amount,
        currency,
        paymentMethod,
        customerActed: operation === 'CONFIRM',
      })
    case 'CAPTURE':
      return provider.capture({ ...request, amount, currency })
    case 'CANCEL':
      return provider.cancel(request)
  }
}
