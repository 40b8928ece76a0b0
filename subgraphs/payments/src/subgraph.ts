import type { SubgraphDependencies } from '@shop/subgraph/dependencies'
import { startForgettingKeys } from '@shop/subgraph/forget-idempotency-keys'
import { assembleSubgraph } from '@shop/subgraph/subgraph'
import type { Subgraph } from '@shop/subgraph/subgraph'
import { doTogether } from '@shop/subgraph/do-together'
import { openSubgraphDatabase } from '@shop/subgraph/subgraph-database'
import { readFileSync } from 'node:fs'
import type { PaymentsConfig } from './config.ts'
import { consumers } from './consumers.ts'
import { createRequestContext } from './context.ts'
import type { ProcessContext } from './context.ts'
import type { Transaction } from './database.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { createPaymentSteps } from './payment/take-payment-steps.ts'
import { openSandbox } from './provider/open-sandbox.ts'
import type { OpenProvider, SandboxSurroundings } from './provider/open-sandbox.ts'
import type { PaymentProvider, ProviderNotice } from './provider/provider.ts'
import { oneByOne, startProviderWorker } from './provider/provider-worker.ts'
import { SANDBOX_PAGE_PATH, sandboxPageUrl, serveSandboxPage } from './provider/sandbox-page.ts'
import { timeLimitMs, withTimeout } from './provider/with-timeout.ts'
import { createChecks } from './reconciliation/take-checks.ts'
import { takeRefundStep } from './refund/take-refund-step.ts'
import { resolvers } from './resolvers.ts'
import { startForgettingWebhooks } from './webhook/forget-webhooks.ts'
import { recordWebhooks } from './webhook/webhook-store.ts'
import { takeWebhook, takeWebhookBytes, WEBHOOK_MAX_BYTES, WEBHOOK_PATH } from './webhook/take-webhook.ts'

const typeDefs = readFileSync(new URL('../../../schema/payments.graphql', import.meta.url), 'utf8')
const KEY_RETENTION_MS = 7 * 24 * 3_600_000
/** How often a process looks for payments to compare with the provider's books when no webhook wakes it. */
const CHECK_POLL_MS = 1_000
/** A moment between two batches of events, when much is sold: with as many statements as for one event. */
const EVENTS_REST_MS = 50

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
  const takeWebhookHere: SandboxSurroundings['takeWebhook'] = (bytes, headers) =>
    takeWebhookBytes(process, bytes, headers)
  const redirectUrl = (paymentId: string) => sandboxPageUrl(config.publicUrl, paymentId)
  const opened = await openProvider(config, { databaseUrl, redirectUrl, takeWebhook: takeWebhookHere, clock, log })

  const process: ProcessContext = {
    config,
    database: database.client,
    deadLetters: database.deadLetters,
    provider: withTimeout(wrapProvider(opened.provider), config.providerTimeoutMs),
    // Webhooks that come together are written down by one statement, and answered after that.
    recordWebhook: doTogether(async (notices: readonly ProviderNotice[]) => {
      const isNews = await recordWebhooks(database.client, notices, clock.now())
      return notices.map(() => isNews)
    }),
    clock,
    log,
    wake() {
      worker.wake()
      refunds.wake()
      database.wake()
    },
    wakeRelay: () => database.wake(),
    wakeChecks: () => checks.wake(),
  }
  const worker = startProviderWorker({
    name: 'payments',
    take: createPaymentSteps(process),
    concurrency: config.providerConcurrency,
    pollMs: config.providerPollMs,
    log,
  })
  // Nobody waits for one that an event asks for as for a payment: it is found by looking now and then, not after each of a thousand.
  const refunds = startProviderWorker({
    name: 'refunds',
    take: oneByOne((signal) => takeRefundStep(process, signal)),
    concurrency: config.providerConcurrency,
    pollMs: config.providerPollMs,
    log,
  })
  const checks = startProviderWorker({
    name: 'reconciliation',
    take: createChecks(process),
    concurrency: Math.ceil(config.providerConcurrency / 2),
    pollMs: CHECK_POLL_MS,
    log,
  })
  const webhooks = startForgettingWebhooks(process)
  const forgetting = startForgettingKeys({ database: database.client, clock, log, retentionMs: KEY_RETENTION_MS })
  let isDue = false
  await database.consume({
    consumers,
    context: { clock, config, noteDue: () => (isDue = true) },
    restMs: EVENTS_REST_MS,
    afterCommit() {
      // Of two transactions that end at once one may take the other's word; then the worker finds it by looking.
      if (isDue) worker.wake()
      isDue = false
    },
  })

  return assembleSubgraph({
    name: 'payments',
    typeDefs,
    resolvers,
    createRequestContext: ({ viewer }) => createRequestContext(process, viewer),
    verifyToken,
    log,
    routes: [
      { path: WEBHOOK_PATH, maxBodyBytes: WEBHOOK_MAX_BYTES, handle: (request) => takeWebhook(process, request) },
      ...(config.provider.name === 'sandbox' ? [{ path: SANDBOX_PAGE_PATH, handle: serveSandboxPage }] : []),
    ],
    ready: database.ready,
    async stop() {
      // The sandbox first, while its last webhooks can still be written down.
      await opened.stop()
      await database.stop([worker, refunds, checks, forgetting, webhooks])
    },
  })
}

async function openProvider(config: PaymentsConfig, surroundings: SandboxSurroundings): Promise<OpenProvider> {
  const { provider, providerTimeoutMs } = config
  if (provider.name === 'sandbox') return openSandbox(provider, surroundings)
  // Its package is 220 modules: a fifth of what payments would load.
  const { createStripeProvider } = await import('./provider/stripe/stripe-provider.ts')
  return {
    provider: createStripeProvider(provider.stripe, timeLimitMs(providerTimeoutMs, Infinity), surroundings.clock),
    stop: async () => {},
  }
}
