import type { SubgraphDependencies } from '@shop/subgraph/dependencies'
import { assembleSubgraph, type Subgraph } from '@shop/subgraph/subgraph'
import { openSubgraphDatabase } from '@shop/subgraph/subgraph-database'
import { startWorker } from '@shop/subgraph/worker'
import { readFileSync } from 'node:fs'
import { createEasyPostCarrier } from './carrier/easypost-carrier.ts'
import { easyPostRoute } from './carrier/easypost-webhook.ts'
import { createSandboxCarrier } from './carrier/sandbox-carrier.ts'
import type { OrdersConfig } from './config.ts'
import { consumers } from './consumers.ts'
import { createRequestContext, type Services } from './context.ts'
import type { Transaction } from './database.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { createPriceRules } from './quote/price-rules.ts'
import { resolvers } from './resolvers.ts'
import { buildStatistics } from './statistics/build-statistics.ts'
import { statisticsConsumers } from './statistics/statistics-consumers.ts'
import { startWorkers } from './workers.ts'

const typeDefs = readFileSync(new URL('../../../schema/orders.graphql', import.meta.url), 'utf8')
/** A moment between two batches of events, when much is sold, makes the next one larger: with as many statements as for one event. */
const EVENTS_REST_MS = 20
/** How often it is looked whether figures are to be counted anew. */
const STATISTICS_INTERVAL_MS = 60_000

/** Starts orders on its database, which is migrated already. */
export async function createSubgraph(config: OrdersConfig, dependencies: SubgraphDependencies): Promise<Subgraph> {
  const { verifyToken, log, clock } = dependencies
  const database = openSubgraphDatabase<Transaction, PrismaClient>('orders', PrismaClient, dependencies)
  const { client, transact, deadLetters } = database
  const { feed, sessions } = await database.startLive()
  const sandbox = createSandboxCarrier({ database: client, clock, stepMs: config.carrierStepMs })
  const { easyPost } = config
  const carrier = easyPost ? createEasyPostCarrier(easyPost) : sandbox
  const { homeCountry, manualFulfillment, timeZone } = config
  const statistics = startWorker({
    name: 'build-statistics',
    intervalMs: STATISTICS_INTERVAL_MS,
    run: () => buildStatistics({ transact, clock, timeZone }),
    log,
  })
  const services: Services = {
    database: client,
    transact,
    deadLetters,
    carrier,
    feed,
    homeCountry,
    checkoutHoldMs: config.checkoutHoldSeconds * 1_000,
    manualFulfillment,
    waitingLimits: config,
    priceRules: createPriceRules(),
    timeZone,
    wakeStatistics: statistics.wake,
    clock,
    log,
  }
  const workers = startWorkers(services, sandbox, config)
  await database.consume({ consumers, context: services, afterCommit: workers.wake, restMs: EVENTS_REST_MS })
  await database.consume({
    part: 'statistics',
    consumers: statisticsConsumers,
    context: undefined,
    // Nobody waits for figures: while much is sold, they are counted a few times a second.
    restMs: 250,
  })

  return assembleSubgraph({
    name: 'orders',
    typeDefs,
    resolvers,
    createRequestContext: (origin) => createRequestContext(services, origin),
    verifyToken,
    log,
    sessions,
    routes: easyPost ? [easyPostRoute(services, easyPost.webhookSecret, workers.wakeWebhooks)] : [],
    ready: database.ready,
    stop: () => database.stop([workers, statistics]),
  })
}
