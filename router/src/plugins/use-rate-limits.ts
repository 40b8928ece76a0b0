import type { OperationCosts } from '../cost/operation-costs.ts'
import { RequestRefused } from '../errors.ts'
import { GRAPHQL_PATH } from '../http/host.ts'
import type { RouterPlugin } from '../plugin.ts'
import { addressGroup, clientAddress } from '../rate-limits/client-address.ts'
import type { TrustedProxies } from '../rate-limits/client-address.ts'
import type { RateLimiter } from '../rate-limits/rate-limiter.ts'
import type { Rate, Withdrawal } from '../rate-limits/token-bucket.ts'
import { viewerOf } from '../rate-limits/viewer-of.ts'
import type { RequestContext } from '../request-context.ts'

/**
 * Counts requests per address before anything of them is read, on a socket its opening and each operation. Writes the headers
 * of all limits. `rate` null: addresses are not counted.
 */
export function useAddressLimit({
  limiter,
  rate,
  trustedProxies,
}: {
  limiter: RateLimiter
  rate: Rate | null
  trustedProxies: TrustedProxies
}): RouterPlugin {
  function count(context: RequestContext): Promise<void> | void {
    if (!rate) return undefined
    const key = `{${addressGroup(context.address ?? '')}}:address`
    return limiter.take([{ policy: 'address', key, rate, amount: 1 }], context)
  }

  return {
    name: 'address-limit',
    async onHttp({ request, path, context }) {
      if (path !== GRAPHQL_PATH) return undefined
      context.address = clientAddress(request, trustedProxies)
      await count(context)
      return undefined
    },
    onConnect: count,
    onSocketOperation: count,
    onAnswer({ context }, answer) {
      const headers = limiter.headers(context)
      if (headers) Object.assign(answer.headers, headers)
    },
  }
}

/**
 * Counts operations of a viewer, and what they cost (for a viewer, or for the address of one who is not signed in): both
 * are taken at once, or neither.
 */
export function useOperationLimits({
  limiter,
  costs,
  viewerRate,
  costRate,
}: {
  limiter: RateLimiter
  costs: OperationCosts
  viewerRate: Rate | null
  costRate: Rate | null
}): RouterPlugin {
  return {
    name: 'operation-limits',
    onOperation(run) {
      const { context } = run
      const viewer = viewerOf(context.claims)
      const withdrawals: Withdrawal[] = []
      if (viewerRate && viewer) {
        withdrawals.push({ policy: 'viewer', key: `{${viewer}}:viewer`, rate: viewerRate, amount: 1 })
      }
      if (costRate) {
        const amount = costs.of(run)
        if (amount > costRate.capacity) throw tooCostly(amount, costRate)
        const key = `{${viewer ?? addressGroup(context.address ?? '')}}:cost`
        withdrawals.push({ policy: 'cost', key, rate: costRate, amount })
      }
      return withdrawals.length > 0 ? limiter.take(withdrawals, context) : undefined
    },
  }
}

/** Waiting would not help. */
function tooCostly(amount: number, { capacity }: Rate): RequestRefused {
  const message = `The query may cost some ${amount}; ${capacity} at a time are allowed. Smaller pages cost less.`
  return new RequestRefused(400, 'QUERY_TOO_COMPLEX', message)
}
