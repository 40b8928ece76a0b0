import { z } from 'zod'

/** The environment of a process, `process.env`. */
export type Environment = Record<string, string | undefined>

/** All that is wrong with the settings, at once. `problems` has one line for each, beginning with the setting's name. */
export class SettingsError extends Error {
  readonly problems: string[]

  constructor(problems: string[]) {
    super(`The settings are not right:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.name = 'SettingsError'
    this.problems = problems
  }
}

/**
 * Reads settings from the environment. `shape` says for each name what it must be (see the types below); an empty string
 * counts as unset. `check` finds what is wrong between settings and gives lines that begin with a name. Values are never
 * repeated in a problem: some are secrets.
 */
export function readSettings<Shape extends z.ZodRawShape>(
  environment: Environment,
  shape: Shape,
  check: (settings: z.output<z.ZodObject<Shape>>) => string[] = () => [],
): z.output<z.ZodObject<Shape>> {
  const given = Object.fromEntries(Object.keys(shape).map((name) => [name, environment[name] || undefined]))
  const result = z.object(shape).safeParse(given)
  if (!result.success) {
    throw new SettingsError(
      result.error.issues.map(({ path, message }) => {
        const name = String(path[0])
        return given[name] === undefined ? `${name} is missing` : `${name}: ${message}`
      }),
    )
  }
  const problems = check(result.data)
  if (problems.length > 0) throw new SettingsError(problems)
  return result.data
}

/** Calls every reader and gives their results; throws ONE SettingsError with the problems of all of them. */
export function readAllSettings<Readers extends Record<string, () => unknown>>(
  readers: Readers,
): { [Name in keyof Readers]: ReturnType<Readers[Name]> } {
  const problems: string[] = []
  const results: Record<string, unknown> = {}
  for (const [name, read] of Object.entries(readers)) {
    try {
      results[name] = read()
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error
      problems.push(...error.problems)
    }
  }
  if (problems.length > 0) throw new SettingsError(problems)
  return results as { [Name in keyof Readers]: ReturnType<Readers[Name]> }
}

/** A whole number between two bounds, written in digits. */
export function integerSetting(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`
  return z
    .string()
    .regex(/^-?\d{1,15}$/, message)
    .transform(Number)
    .pipe(z.number().min(min, message).max(max, message))
}

/** `true` or `false`. */
export function booleanSetting() {
  return z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true')
}

/** One of some words. */
export function choiceSetting<const Choice extends string>(choices: readonly [Choice, ...Choice[]]) {
  return z.enum(choices, `must be one of ${choices.join(', ')}`)
}

/** LOG_LEVEL, as pino names the levels. */
export function logLevelSetting() {
  return choiceSetting(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
}

/** An address with one of the protocols, such as `['redis:', 'rediss:']`. */
export function addressSetting(protocols: readonly string[]) {
  return z
    .string()
    .refine(
      (text) => protocols.includes(URL.parse(text)?.protocol ?? ''),
      `must be an address with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    )
}

/** What every subgraph's process needs; its own settings come on top. */
export type CommonSettings = {
  host: string
  port: number
  logLevel: string
  redisUrl: string
  databaseUrl: string
  databasePoolSize: number
  /** How long a start waits for a database that is away, in milliseconds. */
  databaseWaitMs: number
  jwksUrl: URL
}

/**
 * HOST, PORT, LOG_LEVEL, REDIS_URL, <NAME>_DATABASE_URL, DATABASE_POOL_SIZE, DATABASE_WAIT_MS and JWKS_URL (of users) for a
 * subgraph that runs as a process of its own. There REDIS_URL is required: without it no event would reach the other processes.
 */
export function readCommonSettings(environment: Environment, name: string, defaultPort: number): CommonSettings {
  // The compiler cannot know the name, so it is told one of the same form.
  const databaseSetting = `${name.toUpperCase()}_DATABASE_URL` as 'SUBGRAPH_DATABASE_URL'
  const settings = readSettings(environment, {
    HOST: z.string().default('0.0.0.0'),
    PORT: integerSetting(0, 65_535).default(defaultPort),
    LOG_LEVEL: logLevelSetting().default('info'),
    REDIS_URL: addressSetting(['redis:', 'rediss:']),
    DATABASE_POOL_SIZE: integerSetting(1, 100).default(8),
    DATABASE_WAIT_MS: integerSetting(0, 600_000).default(60_000),
    JWKS_URL: addressSetting(['http:', 'https:']),
    [databaseSetting]: addressSetting(['postgres:', 'postgresql:']),
  })
  return {
    host: settings.HOST,
    port: settings.PORT,
    logLevel: settings.LOG_LEVEL,
    redisUrl: settings.REDIS_URL,
    databaseUrl: settings[databaseSetting],
    databasePoolSize: settings.DATABASE_POOL_SIZE,
    databaseWaitMs: settings.DATABASE_WAIT_MS,
    jwksUrl: new URL(settings.JWKS_URL),
  }
}
