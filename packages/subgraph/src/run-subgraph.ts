import { createRedisBus } from '@shop/events/redis-bus'
import { migrate } from '@shop/postgres/migrate'
import { fileURLToPath } from 'node:url'
import { systemClock } from './clock.ts'
import type { SubgraphDependencies } from './dependencies.ts'
import { serve } from './http-server.ts'
import { createLog } from './log.ts'
import type { Log } from './log.ts'
import { readAllSettings, readCommonSettings, SettingsError } from './settings.ts'
import type { CommonSettings, Environment } from './settings.ts'
import type { Subgraph } from './subgraph.ts'
import { createTokenVerifier } from './token-verifier.ts'
import { startTracing } from './tracing.ts'
import { waitForDatabase } from './wait-for-database.ts'

/** What `src/main.ts` of a subgraph says about it. */
export type SubgraphProgram<Config> = {
  name: string
  defaultPort: number
  /** `new URL('../../../prisma/<name>/migrations', import.meta.url)` */
  migrations: URL
  readConfig(environment: Environment): Config
  createSubgraph(config: Config, dependencies: SubgraphDependencies): Promise<Subgraph>
}

/** The part of `process` that a program lives with. */
export type HostProcess = Pick<NodeJS.Process, 'env' | 'on' | 'exit'>

/** How long a stop may take before the process is ended by force. */
const STOP_WITHIN_MS = 1_900

/** What running requests get of it, then the handlers of events: they are stopped one after the other. */
const REQUEST_GRACE_MS = 700
const BUS_GRACE_MS = 500

type Stoppable = { stop(): Promise<void> }

/** Starts one part after the other and answers how to stop them, last one first. What began is stopped when one fails. */
async function start<Config>(
  program: SubgraphProgram<Config>,
  settings: CommonSettings,
  config: Config,
  log: Log,
  environment: Environment,
): Promise<Stoppable> {
  const { name, migrations, createSubgraph } = program
  const parts: Stoppable[] = []
  const stop = async () => {
    for (const part of parts.splice(0).toReversed()) await part.stop()
  }
  try {
    // Only here: whatever was begun after this would have to be ended before it is begun again, so then the process is.
    const applied = await waitForDatabase(() => migrate(settings.databaseUrl, fileURLToPath(migrations)), {
      timeoutMs: settings.databaseWaitMs,
      log,
    })
    if (applied.length > 0) log.info({ applied }, 'migrated')
    const tracing = await startTracing(environment, name)
    if (tracing) parts.push(tracing)
    const bus = createRedisBus({ url: settings.redisUrl, log, graceMs: BUS_GRACE_MS })
    parts.push(bus)
    const subgraph = await createSubgraph(config, {
      databaseUrl: settings.databaseUrl,
      databasePoolSize: settings.databasePoolSize,
      bus,
      verifyToken: createTokenVerifier({ keys: settings.jwksUrl, clock: systemClock, log }),
      log,
      clock: systemClock,
    })
    parts.push(subgraph)
    parts.push(await serve(subgraph, { host: settings.host, port: settings.port, log, graceMs: REQUEST_GRACE_MS }))
    log.info({ name }, 'ready')
    return { stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Ends the process on SIGTERM and SIGINT, orderly, in less than 2 s. A second signal ends it at once. */
function stopOnSignal(host: HostProcess, running: Stoppable, log: Log): void {
  let stopping = false
  const onSignal = (signal: string) => {
    if (stopping) host.exit(1)
    stopping = true
    log.info({ signal }, 'stopping')
    setTimeout(() => {
      log.error('the stop took too long')
      host.exit(1)
    }, STOP_WITHIN_MS).unref()
    running.stop().then(
      () => host.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the stop failed')
        host.exit(1)
      },
    )
  }
  host.on('SIGTERM', onSignal)
  host.on('SIGINT', onSignal)
}

/**
 * Runs a subgraph as a process of its own (`host` is `process`): settings from the environment, its database migrated, events over Redis,
 * GraphQL over HTTP. A database that is away at the beginning is waited for. Ends the process with code 1 when it cannot start or when an error escapes everything: what state it
 * is in then nobody knows, and all that matters is in the database.
 */
export async function runSubgraph<Config>(host: HostProcess, program: SubgraphProgram<Config>): Promise<void> {
  let log = createLog({ name: program.name })
  const fail = (message: string) => (error: unknown) => {
    log.fatal({ err: error }, message)
    host.exit(1)
  }
  host.on('uncaughtException', fail('an error was caught by nobody'))
  host.on('unhandledRejection', fail('a rejection was handled by nobody'))
  try {
    const { settings, config } = readAllSettings({
      settings: () => readCommonSettings(host.env, program.name, program.defaultPort),
      config: () => program.readConfig(host.env),
    })
    log = createLog({ name: program.name, level: settings.logLevel })
    const running = await start(program, settings, config, log, host.env)
    stopOnSignal(host, running, log)
  } catch (error) {
    if (!(error instanceof SettingsError)) return fail('the subgraph cannot start')(error)
    log.fatal({ problems: error.problems }, error.message)
    host.exit(1)
  }
}
