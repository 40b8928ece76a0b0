import { join } from 'node:path'
import { databaseVariable, readDatabaseUrls, subgraphNames } from '@shop/prisma/databases'
import { migrateAll } from '@shop/prisma/migrate-all'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@shop/postgres/embedded'
import { anyFreePort } from '@shop/standalone/free-port'
import { TOKEN_ISSUER } from '@shop/subgraph/token-verifier'
import { startRedisProcess } from './redis-process.ts'
import { startServiceProcess } from './service-process.ts'
import type { ServiceProcess } from './service-process.ts'

const HOST = '127.0.0.1'
const ROOT = join(import.meta.dirname, '../..')

export type DistributedOptions = {
  /** Keeps the databases when PostgreSQL is started here. */
  dataFolder: string
  /** REDIS_URL, SUPERGRAPH and <NAME>_DATABASE_URL are used when they are set; everything else goes to the services. */
  environment: NodeJS.ProcessEnv
  /** Port of the router; 0 takes a free one. The subgraphs take free ones. */
  port: number
  /** The users' private key, as `npm run keys` prints it. */
  signingKey: string
  /** Called once the databases have their tables, before any service starts. */
  onMigrated?(databaseUrl: (name: string) => string): Promise<void>
  log(line: string): void
  /** False only in tests: see startEmbeddedPostgres. */
  fsync?: boolean
}

/** Six running processes. */
export type DistributedShop = {
  url: string
  redisUrl: string
  /** The GraphQL endpoint of a subgraph, for another router. */
  subgraphUrl(name: string): string
  databaseUrl(name: string): string
  /** `users`, `products`, `orders`, `inventory`, `payments` and `router`. */
  services: ReadonlyMap<string, ServiceProcess>
  /** Resolves when a database server that was started here has died. */
  died: Promise<void>
  stop(): Promise<void>
}

/** Starts the five subgraphs and the router as processes over HTTP, with PostgreSQL and Redis of our own where none is given. */
export async function startDistributed(options: DistributedOptions): Promise<DistributedShop> {
  const { environment, log } = options
  const parts = new AsyncDisposableStack()
  let stopping: Promise<void> | undefined
  const stop = () => (stopping ??= parts.disposeAsync())

  try {
    const { databaseUrl, died } = await provideDatabases(options, parts)
    await migrateAll(databaseUrl)
    await options.onMigrated?.(databaseUrl)
    const redisUrl = environment.REDIS_URL || (await provideRedis(options, parts))

    const ports = new Map<string, number>()
    for (const name of subgraphNames) ports.set(name, await anyFreePort(HOST))
    const addressOf = (name: string) => `http://${HOST}:${ports.get(name)}`
    const routerPort = options.port === 0 ? await anyFreePort(HOST) : options.port
    const shared = {
      ...environment,
      HOST,
      REDIS_URL: redisUrl,
      JWKS_URL: `${addressOf('users')}/.well-known/jwks.json`,
      PICTURE_BASE_URL: `${addressOf('products')}/images`,
      PAYMENTS_PUBLIC_URL: addressOf('payments'),
      // Only the service that needs a secret gets it, also when it is in our own environment.
      USERS_SIGNING_KEY: undefined,
      WEBHOOK_SECRETS_KEY: undefined,
      STRIPE_SECRET_KEY: undefined,
      STRIPE_WEBHOOK_SECRET: undefined,
    }
    const { WEBHOOK_SECRETS_KEY, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET } = environment
    const secrets: Record<string, NodeJS.ProcessEnv> = {
      users: { USERS_SIGNING_KEY: options.signingKey, WEBHOOK_SECRETS_KEY },
      payments: { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET },
    }
    const services = new Map<string, ServiceProcess>()
    const start = (name: string, entry: string, port: number, own: NodeJS.ProcessEnv) => {
      const service = startServiceProcess({
        name,
        entry: join(ROOT, entry),
        port,
        environment: { ...shared, PORT: String(port), ...own },
        log,
      })
      services.set(name, service)
    }
    parts.defer(async () => {
      await Promise.all([...services.values()].map((service) => service.stop()))
    })
    for (const name of subgraphNames) {
      start(name, `subgraphs/${name}/src/main.ts`, ports.get(name) ?? 0, {
        [databaseVariable(name)]: databaseUrl(name),
        ...secrets[name],
      })
    }
    start('router', 'router/src/main.ts', routerPort, {
      ROUTER_CONFIG: join(ROOT, 'distributed/router.config.ts'),
      SUPERGRAPH: environment.SUPERGRAPH || join(ROOT, 'schema/supergraph.graphql'),
      TOKEN_ISSUER,
      TOKEN_AUDIENCE: TOKEN_ISSUER,
      ...Object.fromEntries(
        subgraphNames.map((name) => [`SUBGRAPH_${name.toUpperCase()}_URL`, `${addressOf(name)}/graphql`]),
      ),
    })
    // The router is the last of them: asked before, it would warn that it is not ready, which nobody needs to read.
    for (const service of services.values()) await service.ready(60_000)
    const url = `http://${HOST}:${routerPort}/graphql`
    return { url, redisUrl, subgraphUrl: (name) => `${addressOf(name)}/graphql`, databaseUrl, services, died, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function provideDatabases(
  options: DistributedOptions,
  parts: AsyncDisposableStack,
): Promise<Pick<EmbeddedPostgres, 'databaseUrl' | 'died'>> {
  const given = readDatabaseUrls(options.environment)
  // Whoever runs those sees to them.
  if (given) return { databaseUrl: given, died: new Promise(() => undefined) }
  const postgres = await startEmbeddedPostgres({
    dataFolder: join(options.dataFolder, 'postgres'),
    log: options.log,
    ...(options.fsync === undefined ? {} : { fsync: options.fsync }),
  })
  parts.defer(() => postgres.stop())
  return postgres
}

async function provideRedis({ log }: DistributedOptions, parts: AsyncDisposableStack): Promise<string> {
  const redis = await startRedisProcess(log)
  parts.defer(() => redis.stop())
  return redis.url
}
