import { startConsumers } from '@shop/events/consumer'
import { startRelay } from '@shop/events/relay'
import { createDatabase } from '@shop/subgraph/database'
import type { SubgraphDependencies } from '@shop/subgraph/dependencies'
import { assembleSubgraph } from '@shop/subgraph/subgraph'
import type { Subgraph } from '@shop/subgraph/subgraph'
import { transact } from '@shop/subgraph/transact'
import { readFileSync } from 'node:fs'
import type { InventoryConfig } from './config.ts'
import { consumers } from './consumers.ts'
import { createRequestContext } from './context.ts'
import type { ProcessContext } from './context.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { resolvers } from './resolvers.ts'

const typeDefs = readFileSync(new URL('../../../schema/inventory.graphql', import.meta.url), 'utf8')

/** Starts inventory on a migrated database: relay, consumers, and what answers requests. */
export async function createSubgraph(_config: InventoryConfig, dependencies: SubgraphDependencies): Promise<Subgraph> {
  const { bus, databaseUrl, databasePoolSize, log, verifyToken } = dependencies
  const database = createDatabase(databaseUrl, PrismaClient, {
    log,
    ...(databasePoolSize ? { poolSize: databasePoolSize } : {}),
  })
  const relay = startRelay({ databaseUrl, producer: 'inventory', bus, log })
  const wake = () => relay.wake()
  const running = await startConsumers({
    name: 'inventory',
    consumers,
    database: database.client,
    bus,
    log,
    afterCommit: wake,
  })
  const process: ProcessContext = {
    database: database.client,
    transact: (work) => transact(database.client, work, { onCommit: wake }),
  }
  return assembleSubgraph({
    name: 'inventory',
    typeDefs,
    resolvers,
    createRequestContext: (origin) => createRequestContext(process, origin),
    verifyToken,
    log,
    ready: () => database.ping(),
    async stop() {
      // First nothing new goes out, then nothing comes in any more.
      await relay.stop()
      await running.stop()
      await database.stop()
    },
  })
}
