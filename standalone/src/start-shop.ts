import { join } from 'node:path'
import { createInProcessBus } from '@shop/events/in-process-bus'
import { startEmbeddedPostgres } from '@shop/postgres/embedded'
import { migrateAll } from '@shop/prisma/migrate-all'
import { seedAll } from '@shop/prisma/seed-all'
import { GRAPHQL_PATH } from '@shop/router/http/host'
import { createRouter } from '@shop/router/router'
import { FIRST_QUERY } from '@shop/schema/first-query'
import { invalidationsFrom } from '@shop/subgraph/cache-invalidations'
import { systemClock } from '@shop/subgraph/clock'
import type { Log } from '@shop/subgraph/log'
import type { Subgraph } from '@shop/subgraph/subgraph'
import { startTracing } from '@shop/subgraph/tracing'
import { makeDataFolder } from './data-folder.ts'
import { createStandaloneVerifier, keepSigningKey } from './signing-key.ts'
import { readSubgraphs } from './subgraphs.ts'
import type { Progress } from './progress.ts'

const SUPERGRAPH = join(import.meta.dirname, '../../schema/supergraph.graphql')

/** What startShop needs to be told. */
export type ShopOptions = {
  /** Keeps the databases and the signing key between starts. */
  dataFolder: string
  /** Address to listen on. */
  host: string
  /** Port of the endpoint; 0 takes a free one. */
  port: number
  /** Times the demo data; 0 leaves empty databases empty. */
  scale: number
  /** Settings of the subgraphs, by the names of their environment variables. */
  environment: Record<string, string | undefined>
  log: Log
  progress: Progress
  /** Gives up between two steps when it fires; what had started is stopped, and the start fails with the signal's reason. */
  signal?: AbortSignal
  /** False only in tests: see startEmbeddedPostgres. */
  fsync?: boolean
}

/** A running shop. */
export type Shop = {
  /** The GraphQL endpoint, such as `http://localhost:4000/graphql`. */
  url: string
  /** Connection URL of a subgraph's database. */
  databaseUrl(name: string): string
  /** Resolves when its database server has died: nothing can be done without it but to start again. */
  died: Promise<void>
  /** Stops everything in order: no new requests, then subgraphs, then the database. May be called twice. */
  stop(): Promise<void>
}

/**
 * Brings up the whole shop in this process: embedded PostgreSQL, five subgraphs, and the router, which calls them as functions.
 * When a step fails, what had started is stopped before the error is thrown.
 */
export async function startShop(options: ShopOptions): Promise<Shop> {
  const { log, signal } = options
  const progress: Progress = {
    ...options.progress,
    step: (what, work) => {
      signal?.throwIfAborted()
      return options.progress.step(what, work)
    },
  }
  const parts = new AsyncDisposableStack()
  let stopping: Promise<void> | undefined
  const stop = () => (stopping ??= parts.disposeAsync())

  try {
    makeDataFolder(options.dataFolder)
    const signingKey = await keepSigningKey(options.dataFolder)
    const subgraphs = readSubgraphs({ ...options.environment, USERS_SIGNING_KEY: signingKey })
    const postgres = await progress.step('database server', () =>
      startEmbeddedPostgres({
        dataFolder: join(options.dataFolder, 'postgres'),
        log: (line) => progress.note(line),
        ...(options.fsync === undefined ? {} : { fsync: options.fsync }),
      }),
    )
    parts.defer(() => postgres.stop())
    await progress.step('migrations', () => migrateAll(postgres.databaseUrl))
    if (options.scale > 0) {
      await progress.step('demo data', () =>
        seedAll(postgres.databaseUrl, { scale: options.scale, log: (line) => progress.note(line) }),
      )
    }

    const verifyToken = createStandaloneVerifier(signingKey, log)
    const joined = Promise.withResolvers<void>()
    const bus = createInProcessBus({ log, joined: joined.promise })
    parts.defer(() => bus.stop())
    const tracing = await startTracing(options.environment, 'shop')
    parts.defer(() => tracing?.stop())
    const running: Record<string, Subgraph> = {}
    await progress.step('subgraphs', async () => {
      for (const [name, start] of Object.entries(subgraphs)) {
        const databaseUrl = postgres.databaseUrl(name)
        const subgraph = await start({
          databaseUrl,
          bus,
          verifyToken,
          log: log.child({ subgraph: name }),
          clock: systemClock,
        })
        running[name] = subgraph
        parts.defer(() => subgraph.stop())
      }
    })
    // Whoever wants what the outboxes hold is there now.
    joined.resolve()
    const { url } = await progress.step('router', async () => {
      const routerLog = log.child({ part: 'router' })
      const router = createRouter({
        supergraph: SUPERGRAPH,
        settings: {
          host: options.host,
          port: options.port,
          title: 'Commerce supergraph',
          graphiqlQuery: FIRST_QUERY,
          exposeQueryPlan: true,
          traffic: join(options.dataFolder, 'traffic'),
          otlpEndpoint: options.environment.OTEL_EXPORTER_OTLP_ENDPOINT || undefined,
        },
        subgraphs: running,
        invalidations: invalidationsFrom(bus, routerLog),
        routes: Object.values(running).flatMap((subgraph) => subgraph.routes),
        verifyToken,
        log: routerLog,
      })
      parts.defer(() => router.stop())
      return router.listen()
    })
    signal?.throwIfAborted()
    return { url: url + GRAPHQL_PATH, databaseUrl: postgres.databaseUrl, died: postgres.died, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
