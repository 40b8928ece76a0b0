import { RequestRefused } from '../errors.ts'
import type { RequestContext } from '../request-context.ts'
import type { BucketState, BucketStore, Taken, Withdrawal } from './token-bucket.ts'

export type RateLimiter = {
  /** Makes the withdrawals of a request, or refuses it with RATE_LIMITED. */
  take(withdrawals: readonly Withdrawal[], context: RequestContext): Promise<void> | void
  /** The headers that tell a client where it stands; null when nothing was taken for this request. */
  headers(context: RequestContext): Record<string, string> | null
}

/** After Redis did not answer, it is left alone for so long: not every request must wait for it. */
const PAUSE_MS = 1_000
const NOT_CHECKED = 'Rate limits cannot be checked at the moment.'

type Told = { withdrawal: Withdrawal; state: BucketState }

/** `whenAway`: what happens to requests while the store cannot be asked. */
export function createRateLimiter(store: BucketStore, whenAway: 'allow' | 'refuse'): RateLimiter {
  const told = new WeakMap<RequestContext, Told[]>()
  let away = false
  let pausedUntil = 0

  function tell(withdrawals: readonly Withdrawal[], taken: Taken, context: RequestContext): void {
    const before = told.get(context) ?? []
    const now = withdrawals.flatMap((withdrawal, index) => {
      const state = taken.buckets[index]
      return state ? [{ withdrawal, state }] : []
    })
    told.set(context, [...before, ...now])
    if (taken.allowed) return
    context.activity.rateLimit = 'refused'
    const { retryAfterSeconds } = taken
    throw new RequestRefused(429, 'RATE_LIMITED', `Too many requests. Try again in ${retryAfterSeconds} s.`, {
      'retry-after': String(retryAfterSeconds),
    })
  }

  function unchecked(error: unknown, context: RequestContext): void {
    if (!away) context.log.error({ err: error, whenAway }, 'rate limits cannot be checked')
    away = true
    context.activity.rateLimit = 'unchecked'
    if (whenAway === 'refuse') throw new RequestRefused(503, 'RATE_LIMITED', NOT_CHECKED, { 'retry-after': '1' })
  }

  return {
    take(withdrawals, context) {
      if (away && performance.now() < pausedUntil) return unchecked(null, context)
      const taken = store.take(withdrawals)
      if (!(taken instanceof Promise)) return tell(withdrawals, taken, context)
      return taken.then(
        (answer) => {
          if (away) context.log.info('rate limits are checked again')
          away = false
          tell(withdrawals, answer, context)
        },
        (error: unknown) => {
          pausedUntil = performance.now() + PAUSE_MS
          unchecked(error, context)
        },
      )
    },
    headers(context) {
      const all = told.get(context)
      return all ? rateLimitHeaders(all) : null
    },
  }
}

/** draft-ietf-httpapi-ratelimit-headers-10: lists of structured strings with parameters. */
function rateLimitHeaders(all: readonly Told[]): Record<string, string> {
  const policies = all.map(({ withdrawal: { policy, rate } }) => `"${policy}";q=${rate.capacity};w=${rate.seconds}`)
  const states = all.map(({ withdrawal: { policy }, state }) => {
    return `"${policy}";r=${Math.max(0, state.remaining)};t=${state.fullInSeconds}`
  })
  return { 'ratelimit-policy': policies.join(', '), ratelimit: states.join(', ') }
}
