import { parseArgs } from 'node:util'
import { z } from 'zod'
import { readTrustedProxies } from './rate-limits/client-address.ts'
import type { Rate } from './rate-limits/token-bucket.ts'
import { headerRulesText } from './plugins/header-rules.ts'
import { readSigningKey } from './tokens/signing-key.ts'
import { tokenIssuersText } from './tokens/token-issuers.ts'
import { readAddresses } from './subgraphs/subgraph-address.ts'

/** How a router behaves. Times are in milliseconds, sizes in bytes. */
export type RouterSettings = { [Name in keyof typeof table]: z.output<(typeof table)[Name]['schema']> } & {
  /** Addresses that replace those of the supergraph, by the subgraph's name as the environment spells it. */
  subgraphUrls: Record<string, string>
  /** Time-outs that replace `subgraphTimeoutMs`, by the same names. */
  subgraphTimeouts: Record<string, number>
}

export type ReadSettings = { settings: RouterSettings; supergraph: string; help: boolean }

type Setting<Schema extends z.ZodType> = { environment: string; schema: Schema; fallback?: string; about: string }

function setting<Schema extends z.ZodType>(
  environment: string,
  schema: Schema,
  fallback: string | undefined,
  about: string,
): Setting<Schema> {
  return { environment, schema, about, ...(fallback === undefined ? {} : { fallback }) }
}

const whole = (least: number, most: number) => z.coerce.number<string>().int().min(least).max(most)
const milliseconds = whole(1, 3_600_000)
const yesNo = z.enum(['true', 'false']).transform((text) => text === 'true')
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
const list = z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean))
const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^`|~\w-]+$/, 'not the name of a header')
  .transform((name) => name.toLowerCase())
/** Kept as text, so that a program may give it as such, too. */
const issuers = checkedBy((text) => {
  const read = tokenIssuersText.safeParse(text)
  if (!read.success) throw new Error(messageOf(read.error))
})
const signingKey = checkedBy(readSigningKey)

/** The one table of settings: flags, environment, defaults, checks and `--help` all come from it. */
const table = {
  port: setting('PORT', whole(0, 65_535), '4000', 'Port to listen on; 0 takes a free one'),
  host: setting('HOST', z.string().min(1), '0.0.0.0', 'Address to listen on'),
  title: setting('ROUTER_TITLE', z.string(), 'GraphiQL', 'Title of the GraphiQL page'),
  logLevel: setting(
    'LOG_LEVEL',
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    'info',
    'How much is logged',
  ),
  supergraphPollMs: setting(
    'SUPERGRAPH_POLL_MS',
    milliseconds,
    '10000',
    'How often a supergraph URL is asked for news',
  ),
  subgraphTimeoutMs: setting(
    'SUBGRAPH_TIMEOUT_MS',
    milliseconds,
    '10000',
    'How long a subgraph may take for one fetch',
  ),
  subgraphConnections: setting(
    'SUBGRAPH_CONNECTIONS',
    whole(1, 10_000),
    '64',
    'Most connections to one address of a subgraph',
  ),
  subgraphQueue: setting(
    'SUBGRAPH_QUEUE',
    whole(0, 1_000_000),
    '1000',
    'Most fetches that wait for a connection to a subgraph; more fail at once',
  ),
  subgraphRetries: setting(
    'SUBGRAPH_RETRIES',
    whole(0, 10),
    '2',
    'How often a query is asked again that got no answer',
  ),
  subgraphRetryPercent: setting(
    'SUBGRAPH_RETRY_PERCENT',
    whole(0, 100),
    '20',
    'How many of the fetches, in percent, may be such repetitions',
  ),
  subgraphBreakerFailures: setting(
    'SUBGRAPH_BREAKER_FAILURES',
    whole(0, 1000),
    '5',
    'Failures in a row after which an address is left alone for a while; 0 for never',
  ),
  subgraphDnsMs: setting(
    'SUBGRAPH_DNS_MS',
    milliseconds,
    '10000',
    'How often the name in a dns+http address is resolved again',
  ),
  subgraphCompression: setting(
    'SUBGRAPH_COMPRESSION',
    yesNo,
    'false',
    'Whether subgraphs may compress what they answer; pays when the network is slow',
  ),
  deduplicateRequests: setting(
    'DEDUPLICATE_REQUESTS',
    yesNo,
    'true',
    'Whether equal fetches of one viewer that are under way at once are asked only once',
  ),
  headerRules: setting(
    'HEADER_RULES',
    headerRulesText.optional(),
    undefined,
    'Which other headers pass between clients and subgraphs, as JSON',
  ),
  jwksUrl: setting(
    'JWKS_URL',
    issuers.optional(),
    undefined,
    'Key sets that access tokens are checked with: URLs separated by commas, or JSON; none: not checked here',
  ),
  tokenIssuer: setting('TOKEN_ISSUER', z.string().optional(), undefined, 'Issuer that a token must have'),
  tokenAudience: setting('TOKEN_AUDIENCE', z.string().optional(), undefined, 'Audience that a token must have'),
  clockToleranceSeconds: setting(
    'CLOCK_TOLERANCE_SECONDS',
    whole(0, 600),
    '5',
    'How far the clock of who issues tokens may differ',
  ),
  scopeClaims: setting('SCOPE_CLAIMS', list, 'scope,scp,scopes,permissions', 'Claims of a token that have its scopes'),
  unauthorized: setting(
    'UNAUTHORIZED',
    z.enum(['filter', 'reject']),
    'filter',
    'What happens to an operation with fields that its viewer may not have: it loses them, or is refused',
  ),
  viewerStatement: setting(
    'VIEWER_STATEMENT',
    z.enum(['token', 'signed']),
    'token',
    "What subgraphs get: the client's token, or a statement that the router signs",
  ),
  routerSigningKey: setting(
    'ROUTER_SIGNING_KEY',
    signingKey.optional(),
    undefined,
    'Private Ed25519 key of those statements, as JWK or PEM',
  ),
  statementHeader: setting('STATEMENT_HEADER', headerName, 'authorization', 'Header that they are sent in'),
  statementIssuer: setting('STATEMENT_ISSUER', z.string().min(1), 'router', 'Issuer that they name'),
  statementAudience: setting(
    'STATEMENT_AUDIENCE',
    z.string().optional(),
    undefined,
    'Audience that they name; none: the name of the subgraph',
  ),
  statementClaims: setting(
    'STATEMENT_CLAIMS',
    list,
    'scope,scp,scopes,permissions,roles,sid',
    'Claims of the token that they repeat, besides sub',
  ),
  statementSubgraphs: setting('STATEMENT_SUBGRAPHS', list, '', 'Subgraphs that get them; none: all'),
  corsOrigins: setting(
    'CORS_ORIGINS',
    z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean)),
    '*',
    'Origins whose scripts may ask, separated by commas; * for all',
  ),
  bodyLimit: setting('BODY_LIMIT', whole(1, 1 << 30), '262144', 'Longest request body and socket message'),
  maxBatch: setting(
    'MAX_BATCH',
    whole(0, 1000),
    '0',
    'Most operations that may come as a list in one request; 0: no lists',
  ),
  answerCompression: setting(
    'ANSWER_COMPRESSION',
    yesNo,
    'true',
    'Whether answers over HTTP are compressed for clients that accept it',
  ),
  automaticPersistedQueries: setting(
    'AUTOMATIC_PERSISTED_QUERIES',
    yesNo,
    'true',
    'Whether clients may have a query remembered by its hash',
  ),
  operations: setting(
    'OPERATIONS',
    z.string().optional(),
    undefined,
    'Manifest of trusted documents, a file or URL, followed while running',
  ),
  operationsMode: setting(
    'OPERATIONS_MODE',
    z.enum(['off', 'log', 'only']),
    'off',
    'What happens to operations outside of the manifest: nothing, a line in the log, or refusal',
  ),
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
  operationsKept: setting(
    'OPERATIONS_KEPT',
    whole(1, 1_000_000),
    '1000',
    'Most operations that are kept parsed and planned',
  ),
  redisUrl: setting(
    'REDIS_URL',
    z.url({ protocol: /^rediss?$/ }).optional(),
    undefined,
    'Redis that several routers share their limits and caches by; none: each keeps its own',
  ),
  redisTimeoutMs: setting('REDIS_TIMEOUT_MS', whole(1, 10_000), '100', 'How long a request waits for Redis'),
  maxRepresentations: setting(
    'MAX_REPRESENTATIONS',
    whole(1, 1_000_000),
    '1000',
    'Most entities that one call to a subgraph asks for; more are asked for in several',
  ),
  cache: setting('CACHE', yesNo, 'true', 'Whether what @cacheControl allows is cached'),
  cacheBytes: setting(
    'CACHE_BYTES',
    whole(1_000, 1 << 30),
    '67108864',
    'Most memory for the cache; with Redis its own bound holds',
  ),
  engine: setting(
    'ENGINE',
    z.enum(['compiled', 'apollo']),
    'compiled',
    'What executes: the compiled engine, or stock Apollo Gateway',
  ),
  introspection: setting('INTROSPECTION', yesNo, 'true', 'Whether clients may read the schema'),
  maskErrors: setting('MASK_ERRORS', yesNo, 'true', 'Whether messages of internal errors stay in the log'),
  graphiql: setting('GRAPHIQL', yesNo, 'true', 'Whether browsers get GraphiQL at /graphql'),
  subscriptionBuffer: setting(
    'SUBSCRIPTION_BUFFER',
    whole(1, 1_000_000),
    '1000',
    'Most events that wait for one slow client',
  ),
  subscriptionRetries: setting(
    'SUBSCRIPTION_RETRIES',
    whole(0, 1000),
    '12',
    'Attempts to reconnect to a subgraph before its subscriptions end',
  ),
  shutdownMs: setting('SHUTDOWN_MS', milliseconds, '1500', 'How long requests in flight may take at the end'),
}

type Name = keyof typeof table
/** Not to be seen in a log. */
const SECRET: Name = 'routerSigningKey'
const names = Object.keys(table) as Name[]
const SUBGRAPH_URL = /^SUBGRAPH_(?<subgraph>\w+)_URL$/
const SUBGRAPH_TIMEOUT = /^SUBGRAPH_(?<subgraph>\w+)_TIMEOUT_MS$/

/** Everything that is wrong with the settings, one line each, by the names that the operator wrote. */
export class BadSettings extends Error {
  override name = 'BadSettings'
}

/** The settings of a router that nobody configured. */
export function defaultSettings(): RouterSettings {
  return readSettings(['--supergraph', 'none'], {}).settings
}

/** Flags win over the environment, which wins over the defaults. Throws `BadSettings` with every mistake at once. */
export function readSettings(args: readonly string[], environment: Record<string, string | undefined>): ReadSettings {
  const problems: string[] = []
  const flags = readFlags(args, problems)
  const help = flags['help'] === true

  const settings: Record<string, unknown> = {
    subgraphUrls: readSubgraphUrls(environment, problems),
    subgraphTimeouts: readSubgraphTimeouts(environment, problems),
  }
  for (const name of names) {
    const { environment: variable, schema, fallback } = table[name] as Setting<z.ZodType>
    const flag = flags[flagOf(name)]
    // An empty variable is how compose files and shells leave one out.
    const text = flag ?? (environment[variable] || fallback)
    const read = schema.safeParse(text)
    if (read.success) settings[name] = read.data
    else
      problems.push(
        `${flag === undefined ? variable : `--${flagOf(name)}`}=${name === SECRET ? '…' : String(text)}: ${messageOf(read.error)}`,
      )
  }
  const supergraph = flags['supergraph'] ?? environment['SUPERGRAPH']
  if (!supergraph && !help) problems.push('--supergraph (or SUPERGRAPH): a file or URL is needed')
  if (settings['operationsMode'] !== 'off' && settings['operations'] === undefined) {
    problems.push('OPERATIONS_MODE needs a manifest: --operations (or OPERATIONS) is missing')
  }
  if (problems.length > 0) throw new BadSettings(problems.join('\n'))
  return { settings: settings as RouterSettings, supergraph: String(supergraph ?? ''), help }
}

/** The table as text for `--help`. */
export function describeSettings(): string {
  const rows = [
    ['--supergraph', 'SUPERGRAPH', '', 'File or URL of the supergraph; needed, followed while running'],
    ...names.map((name) => [
      `--${flagOf(name)}`,
      table[name].environment,
      (table[name] as Setting<z.ZodType>).fallback ?? '',
      table[name].about,
    ]),
    ['', 'SUBGRAPH_<NAME>_URL', '', 'Addresses of a subgraph, separated by commas, instead of that in the supergraph'],
    ['', 'SUBGRAPH_<NAME>_TIMEOUT_MS', '', 'How long this subgraph may take for one fetch'],
  ]
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)) + 2)
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('')).join('\n')
}

function readFlags(args: readonly string[], problems: string[]): Record<string, string | boolean | undefined> {
  const known = ['supergraph', ...names.map(flagOf)].map((flag) => [flag, { type: 'string' as const }] as const)
  const options = { ...Object.fromEntries(known), help: { type: 'boolean' as const, short: 'h' } }
  const { values, tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true })
  for (const token of tokens) {
    if (token.kind === 'positional') problems.push(`${token.value}: a value without a setting`)
    if (token.kind !== 'option') continue
    if (!(token.name in options)) problems.push(`${token.rawName}: there is no such setting`)
    else if (token.name !== 'help' && token.value === undefined) problems.push(`${token.rawName}: its value is missing`)
  }
  return values
}

function readSubgraphUrls(environment: Record<string, string | undefined>, problems: string[]): Record<string, string> {
  const urls: Record<string, string> = {}
  for (const [variable, value] of Object.entries(environment)) {
    const subgraph = SUBGRAPH_URL.exec(variable)?.groups?.['subgraph']
    if (!subgraph || !value) continue
    try {
      readAddresses(value)
      urls[subgraph] = value
    } catch (error) {
      problems.push(`${variable}=${value}: ${(error as Error).message}`)
    }
  }
  return urls
}

function readSubgraphTimeouts(
  environment: Record<string, string | undefined>,
  problems: string[],
): Record<string, number> {
  const timeouts: Record<string, number> = {}
  for (const [variable, value] of Object.entries(environment)) {
    const subgraph = SUBGRAPH_TIMEOUT.exec(variable)?.groups?.['subgraph']
    if (!subgraph || !value) continue
    const read = milliseconds.safeParse(value)
    if (read.success) timeouts[subgraph] = read.data
    else problems.push(`${variable}=${value}: ${messageOf(read.error)}`)
  }
  return timeouts
}

/** A text that `check` does not throw for. */
function checkedBy(check: (text: string) => unknown): z.ZodType<string, string> {
  return z.string().superRefine((text, context) => {
    try {
      check(text)
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message })
    }
  })
}

function flagOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

function messageOf(error: z.ZodError): string {
  return error.issues.map((issue) => issue.message).join(', ')
}
