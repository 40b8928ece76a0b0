import type { SubgraphDependencies } from '@shop/subgraph/dependencies'
import { startForgettingKeys } from '@shop/subgraph/forget-idempotency-keys'
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

const typeDefs = readFileSync(new URL('../../../schema/inventory.graphql', import.meta.url), 'utf8')

/** Starts inventory on a migrated database: relay, consumers, and what answers requests. */
export async function createSubgraph(_config: InventoryConfig, dependencies: SubgraphDependencies): Promise<Subgraph> {
  const { clock, log, verifyToken } = dependencies
  const database = openSubgraphDatabase<Transaction, PrismaClient>('inventory', PrismaClient, dependencies)
  await database.consume({ consumers })
  const { feed, sessions } = await database.startLive()
  const forgetting = startForgettingKeys({ database: database.client, clock, log })
  const { client, transact, deadLetters } = database
  const process: ProcessContext = { database: client, transact, deadLetters, feed }
  return assembleSubgraph({
    name: 'inventory',
    typeDefs,
    resolvers,
    createRequestContext: (origin) => createRequestContext(process, origin),
    verifyToken,
    log,
    sessions,
    ready: database.ready,
    stop: () => database.stop([forgetting]),
  })
}
