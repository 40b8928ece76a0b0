import type { SubgraphDependencies } from '@shop/subgraph/dependencies'
import { assembleSubgraph } from '@shop/subgraph/subgraph'
import type { Subgraph } from '@shop/subgraph/subgraph'
import { openSubgraphDatabase } from '@shop/subgraph/subgraph-database'
import { readFileSync } from 'node:fs'
import type { ProductsConfig } from './config.ts'
import { consumers } from './consumers.ts'
import { createRequestContext } from './context.ts'
import type { ProcessContext } from './context.ts'
import type { Transaction } from './database.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { pictureRoute } from './picture/picture-route.ts'
import { resolvers } from './resolvers.ts'

const typeDefs = readFileSync(new URL('../../../schema/products.graphql', import.meta.url), 'utf8')

/** Starts products on a migrated database: relay, consumers, and what answers requests. */
export async function createSubgraph(config: ProductsConfig, dependencies: SubgraphDependencies): Promise<Subgraph> {
  const { clock, log, verifyToken } = dependencies
  const database = openSubgraphDatabase<Transaction, PrismaClient>('products', PrismaClient, dependencies)
  await database.consume({ consumers })
  const { client, transact, deadLetters } = database
  const process: ProcessContext = { config, clock, database: client, transact, deadLetters }
  return assembleSubgraph({
    name: 'products',
    typeDefs,
    resolvers,
    createRequestContext: (origin) => createRequestContext(process, origin),
    verifyToken,
    log,
    routes: [pictureRoute],
    ready: database.ready,
    stop: () => database.stop(),
  })
}
