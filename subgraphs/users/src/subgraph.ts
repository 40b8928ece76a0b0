import type { SubgraphDependencies } from '@shop/subgraph/dependencies'
import { assembleSubgraph } from '@shop/subgraph/subgraph'
import type { Subgraph } from '@shop/subgraph/subgraph'
import { openSubgraphDatabase } from '@shop/subgraph/subgraph-database'
import { startWorker } from '@shop/subgraph/worker'
import { readFileSync } from 'node:fs'
import type { UsersConfig } from './config.ts'
import { consumers } from './consumers.ts'
import { createRequestContext } from './context.ts'
import type { ProcessContext } from './context.ts'
import type { Transaction } from './database.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { createPasswordHasher } from './password/password-hasher.ts'
import { resolvers } from './resolvers.ts'
import { forgetExpired } from './session/forget-expired.ts'
import { createTokenSigner } from './tokens/access-token.ts'
import { createJwksRoute } from './tokens/jwks-route.ts'
import { grantAdmin } from './user/grant-admin.ts'
import type { DeliveryContext } from './webhook/deliver-webhook.ts'
import { withWebhooks } from './webhook/webhook-consumers.ts'
import { createSecretBox } from './webhook/webhook-secret.ts'
import { startWebhookWorker } from './webhook/webhook-worker.ts'

const typeDefs = readFileSync(new URL('../../../schema/users.graphql', import.meta.url), 'utf8')
const FORGET_EVERY_MS = 600_000
/** Nobody waits for notices: while many come, they are written a few times a second. */
const NOTICES_REST_MS = 100

/**
 * Starts users on a migrated database: relay, consumers, workers, and what answers requests. `lookup` resolves the names of
 * webhooks in place of the system's resolver.
 */
export async function createSubgraph(
  config: UsersConfig,
  dependencies: SubgraphDependencies,
  lookup?: DeliveryContext['lookup'],
): Promise<Subgraph> {
  const { clock, log, verifyToken } = dependencies
  const hasher = await createPasswordHasher()
  const signer = await createTokenSigner(config.signingKey, clock, verifyToken.remember)
  const routes = [await createJwksRoute(config.signingKey)]
  const database = openSubgraphDatabase<Transaction, PrismaClient>('users', PrismaClient, dependencies)
  const { client, transact, deadLetters } = database
  if (config.adminEmail !== null) await grantAdmin({ database: client, log }, config.adminEmail)
  const secretBox = createSecretBox(config.webhookSecretsKey)
  const webhooks = startWebhookWorker({ config, database: client, transact, clock, log, secretBox, lookup })
  // Most events concern no merchant, and the worker need not look for them.
  let isToSend = false
  await database.consume({
    consumers: withWebhooks(consumers, () => (isToSend = true)),
    restMs: NOTICES_REST_MS,
    afterCommit() {
      if (isToSend) webhooks.wake()
      isToSend = false
    },
  })
  const { feed, sessions } = await database.startLive()
  const forgetting = startWorker({
    name: 'users-forget-expired',
    intervalMs: FORGET_EVERY_MS,
    run: () => forgetExpired({ database: client, clock, sessionSeconds: config.sessionSeconds }),
    log,
  })
  const process: ProcessContext = {
    config,
    database: client,
    transact,
    deadLetters,
    feed,
    hasher,
    signer,
    verifyToken,
    secretBox,
    wakeWebhooks: webhooks.wake,
    clock,
    log,
  }
  return assembleSubgraph({
    name: 'users',
    typeDefs,
    resolvers,
    createRequestContext: (origin) => createRequestContext(process, origin),
    verifyToken,
    log,
    routes,
    sessions,
    ready: database.ready,
    stop: () => database.stop([webhooks, forgetting]),
  })
}
