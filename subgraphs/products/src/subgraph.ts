import { startConsumers } from '@shop/events/consumer'
import { startRelay } from '@shop/events/relay'
import { createDatabase } from '@shop/subgraph/database'
import type { SubgraphDependencies } from '@shop/subgraph/dependencies'
import { assembleSubgraph } from '@shop/subgraph/subgraph'
import type { Subgraph } from '@shop/subgraph/subgraph'
import { transact } from '@shop/subgraph/transact'
import { readFileSync } from 'node:fs'
import type { ProductsConfig } from './config.ts'
import { consumers } from './consumers.ts'
import { createRequestContext } from './context.ts'
import type { ProcessContext } from './context.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { pictureRoute } from './picture/picture-route.ts'
import { resolvers } from './resolvers.ts'

const typeDefs = readFileSync(new URL('../../../schema/products.graphql', import.meta.url), 'utf8')

/** Starts products on a migrated database: relay, consumers, and what answers requests. */
export async function createSubgraph(config: ProductsConfig, dependencies: SubgraphDependencies): Promise<Subgraph> {
  const { bus, clock, databaseUrl, databasePoolSize, log, verifyToken } = dependencies
  const database = createDatabase(databaseUrl, PrismaClient, {
    log,
    ...(databasePoolSize ? { poolSize: databasePoolSize } : {}),
  })
  const relay = startRelay({ databaseUrl, producer: 'products', bus, log })
  const wake = () => relay.wake()
  const running = await startConsumers({
    name: 'products',
    consumers,
    database: database.client,
    bus,
    log,
    afterCommit: wake,
  })
  const process: ProcessContext = {
    config,
    clock,
    database: database.client,
    transact: (work) => transact(database.client, work, { onCommit: wake }),
  }
  return assembleSubgraph({
    name: 'products',
    typeDefs,
    resolvers,
    createRequestContext: (origin) => createRequestContext(process, origin),
    verifyToken,
    log,
    routes: [pictureRoute],
    ready: () => database.ping(),
    async stop() {
      await running.stop()
      await relay.stop()
      await database.stop()
    },
  })
}
