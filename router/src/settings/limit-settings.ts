import { z } from 'zod'
import { readTrustedProxies } from '../rate-limits/client-address.ts'
import type { Rate } from '../rate-limits/token-bucket.ts'
import { whole, yesNo, setting } from './setting.ts'

/** `600/60`: so many at once, and as many again in so many seconds. */
const rate = z
  .string()
  .regex(/^[1-9]\d{0,8}\/[1-9]\d{0,5}$/, 'must be a number, a slash, and seconds, such as 600/60')
  .transform((text): Rate => {
    const [capacity = 0, seconds = 0] = text.split('/').map(Number)
    return { capacity, seconds }
  })
  .optional()
const proxies = z.string().transform((text, context) => {
  try {
    return readTrustedProxies(text)
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) })
    return z.NEVER
  }
})

/** What a client may ask for, and how often. */
export const limitSettings = {
  maxTokens: setting('MAX_QUERY_TOKENS', whole(1, 1_000_000), '5000', 'Most tokens of a query'),
  maxDepth: setting('MAX_QUERY_DEPTH', whole(1, 1000), '20', 'Most levels of a query'),
  maxRootFields: setting('MAX_ROOT_FIELDS', whole(1, 1000), '25', 'Most fields at the root of a query or mutation'),
  maxFields: setting(
    'MAX_QUERY_FIELDS',
    whole(1, 100_000),
    '1000',
    'Most fields of a query, counted in each place that a fragment is spread',
  ),
  maxAliases: setting(
    'MAX_ALIASES',
    whole(0, 100_000),
    '200',
    'Most fields under another name, counted in each place that a fragment is spread',
  ),
  maxDirectives: setting('MAX_DIRECTIVES', whole(0, 100_000), '200', 'Most directives of a query, counted likewise'),
  maxDirectivesPerField: setting('MAX_DIRECTIVES_PER_FIELD', whole(0, 1000), '10', 'Most directives in one place'),
  maxVariables: setting('MAX_VARIABLES', whole(0, 10_000), '100', 'Most variables of a query'),
  maxVariableDepth: setting(
    'MAX_VARIABLE_DEPTH',
    whole(1, 1000),
    '50',
    'Most levels of lists and objects in a variable',
  ),
  maxPlanPaths: setting(
    'MAX_PLAN_PATHS',
    whole(1, 1_000_000),
    '1000',
    'Most ways to one field that planning may hold at once; more need memory and time, which a query can multiply',
  ),
  maxCost: setting(
    'MAX_QUERY_COST',
    whole(1, 1 << 30),
    '50000',
    'Most that a request may cost by @cost, @listSize and its variables; every object costs 1 where nothing is said',
  ),
  assumedListSize: setting('ASSUMED_LIST_SIZE', whole(0, 10_000), '5', 'Elements of a list that nothing is said of'),
  exposeCost: setting('EXPOSE_COST', yesNo, 'false', 'Whether answers tell their cost in extensions.cost'),
  rateLimitAddress: setting(
    'RATE_LIMIT_ADDRESS',
    rate,
    undefined,
    'Requests that may come from one address, and the seconds in which as many come back, such as 600/60; none: any number',
  ),
  rateLimitViewer: setting('RATE_LIMIT_VIEWER', rate, undefined, 'Likewise the operations of one viewer'),
  rateLimitCost: setting(
    'RATE_LIMIT_COST',
    rate,
    undefined,
    'Likewise what the operations of one viewer, or of an address that is not signed in, may cost',
  ),
  rateLimitWithoutRedis: setting(
    'RATE_LIMIT_WITHOUT_REDIS',
    z.enum(['allow', 'refuse']),
    'allow',
    'What happens to requests that are to be counted while Redis is away',
  ),
  trustedProxies: setting(
    'TRUSTED_PROXIES',
    proxies,
    '0',
    'Whose x-forwarded-for is believed: how many proxies stand in front, or their addresses and networks, separated by commas',
  ),
}
