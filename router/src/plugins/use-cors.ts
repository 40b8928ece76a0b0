import { RequestRefused } from '../errors.ts'
import type { RouterPlugin } from '../plugin.ts'

const PREFLIGHT_SECONDS = '86400'
const METHODS = 'GET, POST, PUT, DELETE, OPTIONS'
/** Headers that scripts may read besides the few that they always may. */
const READABLE = 'x-request-id, ratelimit, ratelimit-policy, retry-after'

/**
 * Lets scripts of other origins in. Credentials are never allowed: tokens travel in `authorization`, which scripts set
 * themselves, so even `*` gives a foreign page nothing that it could not ask for without a browser.
 * `origins` is a list of origins, or `['*']` for all.
 */
export function useCors({ origins }: { origins: readonly string[] }): RouterPlugin {
  const all = origins.includes('*')
  const isAllowed = (origin: string): boolean => all || origins.includes(origin)

  return {
    name: 'cors',
    onHttp({ request, context }) {
      if (request.method !== 'OPTIONS') return undefined
      const asked = context.headers['access-control-request-headers']
      const headers: Record<string, string> = {
        'access-control-allow-methods': METHODS,
        'access-control-max-age': PREFLIGHT_SECONDS,
      }
      if (asked) headers['access-control-allow-headers'] = asked
      return { status: 204, headers, body: '' }
    },
    onAnswer({ context }, answer) {
      const origin = context.headers['origin']
      if (!all) answer.headers['vary'] = [answer.headers['vary'], 'origin'].filter(Boolean).join(', ')
      if (!origin || !isAllowed(origin)) return
      answer.headers['access-control-allow-origin'] = all ? '*' : origin
      answer.headers['access-control-expose-headers'] = READABLE
    },
    // Browsers do not apply CORS to WebSockets: whoever lists origins expects the list to hold there too.
    onConnect({ headers }) {
      const { origin, host } = headers
      if (!origin || isAllowed(origin) || hostOf(origin) === host) return
      throw new RequestRefused(403, 'BAD_REQUEST', 'This origin may not connect.')
    },
  }
}

/** Undefined for `null`, which a page in a sandbox has for its origin. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
