import { pino } from 'pino'
import { createRouter } from './router.ts'
import { BadSettings, describeSettings, readSettings } from './settings.ts'

const { supergraph, settings, help } = readOrExit()
if (help) {
  console.log(`npm run router -- --supergraph <file or URL> [settings]\n\n${describeSettings()}`)
  process.exit(0)
}

const log = pino({ name: 'router', level: settings.logLevel, redact: ['*.authorization', '*.headers.authorization'] })
const router = createRouter({ supergraph, settings, log })
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

function readOrExit(): ReturnType<typeof readSettings> {
  try {
    return readSettings(process.argv.slice(2), process.env)
  } catch (error) {
    if (!(error instanceof BadSettings)) throw error
    console.error(`These settings cannot be used:\n${error.message}\n\n--help lists them all.`)
    process.exit(2)
  }
}
