import { startConsumers } from '@shop/events/consumer'
import { startRelay } from '@shop/events/relay'
import { createDatabase } from '@shop/subgraph/database'
import type { SubgraphDependencies } from '@shop/subgraph/dependencies'
import { forgetIdempotencyKeys } from '@shop/subgraph/idempotency'
import { assembleSubgraph } from '@shop/subgraph/subgraph'
import type { Subgraph } from '@shop/subgraph/subgraph'
import { transact } from '@shop/subgraph/transact'
import { startWorker } from '@shop/subgraph/worker'
import { readFileSync } from 'node:fs'
import type { InventoryConfig } from './config.ts'
import { consumers } from './consumers.ts'
import { createRequestContext } from './context.ts'
import type { ProcessContext } from './context.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { resolvers } from './resolvers.ts'

/** How long a repeated adjustStock gets its first answer. */
const KEY_RETENTION_MS = 48 * 3_600_000

const typeDefs = readFileSync(new URL('../../../schema/inventory.graphql', import.meta.url), 'utf8')

/** Starts inventory on a migrated database: relay, consumers, and what answers requests. */
export async function createSubgraph(_config: InventoryConfig, dependencies: SubgraphDependencies): Promise<Subgraph> {
  const { bus, clock, databaseUrl, databasePoolSize, log, verifyToken } = dependencies
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
  const housekeeping = startWorker({
    name: 'inventory housekeeping',
    intervalMs: 3_600_000,
    run: () => forgetIdempotencyKeys(database.client, new Date(clock.now().getTime() - KEY_RETENTION_MS)),
    log,
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
      await Promise.all([running.stop(), housekeeping.stop()])
      await database.stop()
    },
  })
}
