import { pino } from 'pino'
import { readConfiguration } from './config/read-configuration.ts'
import type { Configuration } from './config/read-configuration.ts'
import { createRouter } from './router.ts'
import { BadSettings } from './settings.ts'
import { describeSettings } from './settings/table.ts'

const { supergraph, settings, help, code, file } = await readOrExit()
if (help) {
  console.log(`npm run router -- --supergraph <file or URL> [settings]\n\n${describeSettings()}`)
  process.exit(0)
}

const log = pino({ name: 'router', level: settings.logLevel, redact: ['*.authorization', '*.headers.authorization'] })
if (file) log.info({ file }, 'configuration file')
const { invalidations: openInvalidations, ...options } = code
const invalidations = openInvalidations?.(settings, log)
const router = createRouter({ supergraph, settings, log, ...options, ...(invalidations ? { invalidations } : {}) })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)

try {
  await router.listen()
} catch (error) {
  log.fatal({ err: error }, 'the router could not start')
  process.exit(1)
}

function stop(signal: string): void {
  log.info({ signal }, 'stopping')
  router.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      log.fatal({ err: error }, 'the router did not stop cleanly')
      process.exit(1)
    },
  )
}

async function readOrExit(): Promise<Configuration> {
  try {
    return await readConfiguration(process.argv.slice(2), process.env, process.cwd())
  } catch (error) {
    if (!(error instanceof BadSettings)) throw error
    console.error(`These settings cannot be used:\n${error.message}\n\n--help lists them all.`)
    process.exit(2)
  }
}
