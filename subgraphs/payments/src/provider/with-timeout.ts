import type { PaymentProvider } from './provider.ts'
import { ProviderTimeoutError } from './provider.ts'

/** Twice the time with each repetition, so that a provider which has become slow is waited for; up to so many times the first. */
const MOST_PATIENCE = 8

/** So long the answer is waited for that is asked for the `attempt`-th time, counted from 1. Milliseconds. */
export function timeLimitMs(timeoutMs: number, attempt: number): number {
  return timeoutMs * Math.min(2 ** (attempt - 1), MOST_PATIENCE)
}

/**
 * So long a worker keeps what it asks the `attempt`-th time: long enough that one which lives has always settled, short enough
 * that a dead one's work does not lie for long.
 */
export function leaseMs(timeoutMs: number, attempt: number): number {
  return timeLimitMs(timeoutMs, attempt) + timeoutMs + 1_000
}

/**
 * The same provider, whose answers come within their time limit (the first of a request within `timeoutMs`) or not at all. Races the call as well as ending its signal: an
 * adapter that ignores the signal must not hold a worker's slot for ever.
 */
export function withTimeout(provider: PaymentProvider, timeoutMs: number): PaymentProvider {
  async function limit<Request extends { attempt?: number; signal: AbortSignal }, Answer>(
    call: (request: Request) => Promise<Answer>,
    request: Request,
  ): Promise<Answer> {
    // Not AbortSignal.any: whoever listens to such a signal stays in memory until one of its sources fires, and the caller's does
    // when the process ends.
    const ended = new AbortController()
    const late = Promise.withResolvers<never>()
    ended.signal.addEventListener('abort', () => late.reject(ended.signal.reason as Error), { once: true })
    const endWithCaller = () => ended.abort(request.signal.reason)
    request.signal.addEventListener('abort', endWithCaller, { once: true })
    if (request.signal.aborted) endWithCaller()
    const limitMs = timeLimitMs(timeoutMs, request.attempt ?? 1)
    const timer = setTimeout(() => ended.abort(new ProviderTimeoutError(limitMs)), limitMs)
    try {
      return await Promise.race([call({ ...request, signal: ended.signal }), late.promise])
    } finally {
      clearTimeout(timer)
      request.signal.removeEventListener('abort', endWithCaller)
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
