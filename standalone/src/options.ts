import { logLevelSetting, readSettings } from '@shop/subgraph/settings'
import { parseArgs } from 'node:util'

/** What `npm start -- …` can be told. */
export type StartOptions = {
  port: number
  host: string
  logLevel: string
  /** What `--data` says. */
  dataFolder: string | undefined
  scale: number
  help: boolean
}

/** The text of `npm start -- --help`. */
export const USAGE = `npm start -- [options]

  --port <n>     port of the endpoint (default 4000, or PORT); the next free one is taken when it is in use
  --data <dir>   folder that keeps the databases between starts (default .data, or DATA_FOLDER)
  --scale <n>    times the demo data that the first start makes (default 1, about 500 products)
  --help         this text
`

/** Reads flags, then the environment. Throws an Error that names the flag or setting for what it cannot read. */
export function readOptions(flags: string[], environment: NodeJS.ProcessEnv): StartOptions {
  const { values } = parseArgs({
    args: flags,
    options: {
      port: { type: 'string' },
      data: { type: 'string' },
      scale: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const { LOG_LEVEL } = readSettings(environment, { LOG_LEVEL: logLevelSetting().default('warn') })
  return {
    port: wholeNumber('--port', values.port ?? (environment.PORT || '4000'), 0, 65_535),
    host: environment.HOST || '127.0.0.1',
    logLevel: LOG_LEVEL,
    dataFolder: values.data,
    scale: wholeNumber('--scale', values.scale ?? '1', 1, 1_000),
    help: values.help,
  }
}

function wholeNumber(name: string, text: string, minimum: number, maximum: number): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isInteger(value) || value < minimum || value > maximum) {
    throw new Error(`${name} must be a whole number from ${minimum} to ${maximum}, not "${text}"`)
  }
  return value
}
