import { pino } from 'pino'
import type { DestinationStream, Logger } from 'pino'

/** The logger of a process or of a part of it (`log.child({ part: 'relay' })`). */
export type Log = Logger

/** Where secrets are found in what is logged: at the top, and one and two levels below it. */
const SECRETS = [
  'authorization',
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'guestToken',
  'databaseUrl',
  'cookie',
]

/**
 * A JSON logger on stdout. Passwords and tokens are replaced by `[redacted]` wherever a field of such a name is logged.
 * `level`: trace, debug, info, warn, error, fatal or silent.
 */
export function createLog({
  name,
  level = 'info',
  destination,
}: {
  name: string
  level?: string
  destination?: DestinationStream
}): Log {
  const options = {
    name,
    level,
    redact: { paths: SECRETS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[redacted]' },
  }
  return destination ? pino(options, destination) : pino(options)
}
