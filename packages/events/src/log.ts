import type { BaseLogger } from 'pino'

/** Where this package reports to; a pino logger fits. The first argument holds fields, `err` is an error. */
export type Log = Pick<BaseLogger, 'debug' | 'info' | 'warn' | 'error'>
