import { startConsumers } from '@shop/events/consumer'
import { startRelay } from '@shop/events/relay'
import { createDatabase } from '@shop/subgraph/database'
import type { SubgraphDependencies } from '@shop/subgraph/dependencies'
import { assembleSubgraph, type Subgraph } from '@shop/subgraph/subgraph'
import { transact } from '@shop/subgraph/transact'
import { readFileSync } from 'node:fs'
import { createSandboxCarrier } from './carrier/sandbox-carrier.ts'
import type { OrdersConfig } from './config.ts'
import { consumers } from './consumers.ts'
import { createRequestContext, type Services } from './context.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { createOrderFeed } from './live/order-feed.ts'
import { resolvers } from './resolvers.ts'
import { startWorkers } from './workers.ts'

const typeDefs = readFileSync(new URL('../../../schema/orders.graphql', import.meta.url), 'utf8')

/** Starts orders on its database, which is migrated already. */
export async function createSubgraph(config: OrdersConfig, dependencies: SubgraphDependencies): Promise<Subgraph> {
  const { databaseUrl, databasePoolSize, bus, verifyToken, log, clock } = dependencies
  const database = createDatabase(databaseUrl, PrismaClient, { log, poolSize: databasePoolSize })
  const { client } = database
  const relay = startRelay({ databaseUrl, producer: 'orders', bus, log })
  const feed = createOrderFeed()
  const carrier = createSandboxCarrier({ database: client, clock, stepMs: config.carrierStepMs })
  const services: Services = {
    database: client,
    transact: (work) => transact(client, work, { onCommit: relay.wake }),
    carrier,
    feed,
    clock,
    log,
  }
  const workers = startWorkers(services, carrier, config)
  const afterCommit = () => {
    relay.wake()
    workers.wake()
  }
  const tail = await bus.tail(['orders'], (event) => feed.notify(event.subject))
  const group = await startConsumers({
    name: 'orders',
    consumers,
    database: client,
    bus,
    log,
    afterCommit,
    context: services,
  })

  return assembleSubgraph({
    name: 'orders',
    typeDefs,
    resolvers,
    createRequestContext: (origin) => createRequestContext(services, origin),
    verifyToken,
    log,
    ready: () => database.ping(),
    async stop() {
      await Promise.all([tail.stop(), group.stop(), workers.stop()])
      // Last, because what the others have just committed is still to be sent.
      await relay.stop()
      await database.stop()
    },
  })
}
