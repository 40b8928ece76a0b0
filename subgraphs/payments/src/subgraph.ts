import type { SubgraphDependencies } from '@shop/subgraph/dependencies'
import { startForgettingKeys } from '@shop/subgraph/forget-idempotency-keys'
import { assembleSubgraph } from '@shop/subgraph/subgraph'
import type { Subgraph } from '@shop/subgraph/subgraph'
import { openSubgraphDatabase } from '@shop/subgraph/subgraph-database'
import { readFileSync } from 'node:fs'
import type { PaymentsConfig } from './config.ts'
import { consumers } from './consumers.ts'
import { createRequestContext } from './context.ts'
import type { ProcessContext } from './context.ts'
import type { Transaction } from './database.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { takePaymentStep } from './payment/take-payment-step.ts'
import type { PaymentProvider } from './provider/provider.ts'
import { startProviderWorker } from './provider/provider-worker.ts'
import { SANDBOX_PAGE_PATH, serveSandboxPage } from './provider/sandbox-page.ts'
import { createSandboxProvider } from './provider/sandbox-provider.ts'
import { createSandboxStore } from './provider/sandbox-store.ts'
import { withTimeout } from './provider/with-timeout.ts'
import { takeRefundStep } from './refund/take-refund-step.ts'
import { resolvers } from './resolvers.ts'

const typeDefs = readFileSync(new URL('../../../schema/payments.graphql', import.meta.url), 'utf8')
const KEY_RETENTION_MS = 7 * 24 * 3_600_000
const SANDBOX_CONNECTIONS = 4

/**
 * Starts payments on a migrated database: relay, consumers, the worker that asks the provider, and what answers requests.
 * `wrapProvider` puts something between the worker and the provider, such as an adapter's metrics, or a test's crash.
 */
export async function createSubgraph(
  config: PaymentsConfig,
  dependencies: SubgraphDependencies,
  wrapProvider: (provider: PaymentProvider) => PaymentProvider = (provider) => provider,
): Promise<Subgraph> {
  const { clock, databaseUrl, log, verifyToken } = dependencies
  const database = openSubgraphDatabase<Transaction, PrismaClient>('payments', PrismaClient, dependencies)
  const sandbox = createSandboxStore(databaseUrl, SANDBOX_CONNECTIONS)
  const provider = withTimeout(wrapProvider(createSandboxProvider(sandbox, config.publicUrl)), config.providerTimeoutMs)

  const process: ProcessContext = {
    config,
    database: database.client,
    deadLetters: database.deadLetters,
    provider,
    clock,
    log,
    wake() {
      worker.wake()
      database.wake()
    },
  }
  const worker = startProviderWorker({
    sources: [(signal) => takePaymentStep(process, signal), (signal) => takeRefundStep(process, signal)],
    concurrency: config.providerConcurrency,
    pollMs: config.providerPollMs,
    log,
  })
  const forgetting = startForgettingKeys({ database: database.client, clock, log, retentionMs: KEY_RETENTION_MS })
  await database.consume({ consumers, context: { clock }, afterCommit: worker.wake })

  return assembleSubgraph({
    name: 'payments',
    typeDefs,
    resolvers,
    createRequestContext: ({ viewer }) => createRequestContext(process, viewer),
    verifyToken,
    log,
    routes: [{ path: SANDBOX_PAGE_PATH, handle: serveSandboxPage }],
    ready: database.ready,
    async stop() {
      await database.stop([worker, forgetting])
      await sandbox.stop()
    },
  })
}
