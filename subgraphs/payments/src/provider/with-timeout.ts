import type { PaymentProvider } from './provider.ts'
import { ProviderTimeoutError } from './provider.ts'

/**
 * The same provider, whose answers come within `timeoutMs` or not at all. Races the call as well as ending its signal: an
 * adapter that ignores the signal must not hold a worker's slot for ever.
 */
export function withTimeout(provider: PaymentProvider, timeoutMs: number): PaymentProvider {
  async function limit<Request extends { signal: AbortSignal }, Answer>(
    call: (request: Request) => Promise<Answer>,
    request: Request,
  ): Promise<Answer> {
    const limitReached = new AbortController()
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => limitReached.abort(new ProviderTimeoutError(timeoutMs)), timeoutMs)
    const signal = AbortSignal.any([request.signal, limitReached.signal])
    signal.addEventListener('abort', () => late.reject(signal.reason as Error), { once: true })
    try {
      return await Promise.race([call({ ...request, signal }), late.promise])
    } finally {
      clearTimeout(timer)
    }
  }
  return {
    authorize: (request) => limit(provider.authorize, request),
    capture: (request) => limit(provider.capture, request),
    cancel: (request) => limit(provider.cancel, request),
    refund: (request) => limit(provider.refund, request),
    find: (request) => limit(provider.find, request),
    readWebhook: provider.readWebhook,
  }
}
