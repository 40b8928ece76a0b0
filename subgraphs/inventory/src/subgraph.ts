import type { SubgraphDependencies } from '@shop/subgraph/dependencies'
import { assembleSubgraph } from '@shop/subgraph/subgraph'
import type { Subgraph } from '@shop/subgraph/subgraph'
import { openSubgraphDatabase } from '@shop/subgraph/subgraph-database'
import { readFileSync } from 'node:fs'
import type { InventoryConfig } from './config.ts'
import { consumers } from './consumers.ts'
import { createRequestContext } from './context.ts'
import type { ProcessContext } from './context.ts'
import type { Transaction } from './database.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { resolvers } from './resolvers.ts'
import { startWorkers } from './workers.ts'

const typeDefs = readFileSync(new URL('../../../schema/inventory.graphql', import.meta.url), 'utf8')

/** A moment between two batches of events, when much is sold, makes the next one larger: with as many statements as for one event. */
const EVENTS_REST_MS = 20

/** Starts inventory on a migrated database: relay, consumers, what happens by the clock, and what answers requests. */
export async function createSubgraph(config: InventoryConfig, dependencies: SubgraphDependencies): Promise<Subgraph> {
  const { clock, log, verifyToken } = dependencies
  const database = openSubgraphDatabase<Transaction, PrismaClient>('inventory', PrismaClient, dependencies)
  const { client, transact, deadLetters } = database
  const workers = startWorkers({ database: client, transact, clock, log }, config)
  await database.consume({ consumers, context: { clock }, restMs: EVENTS_REST_MS })
  const { feed, sessions } = await database.startLive()
  const process: ProcessContext = {
    database: client,
    clock,
    log,
    deadLetters,
    feed,
    async transact(work) {
      const result = await transact(work)
      // Staff may have brought in what somebody waits for.
      workers.wake()
      return result
    },
  }
  return assembleSubgraph({
    name: 'inventory',
    typeDefs,
    resolvers,
    createRequestContext: (origin) => createRequestContext(process, origin),
    verifyToken,
    log,
    sessions,
    ready: database.ready,
    stop: () => database.stop([workers]),
  })
}
