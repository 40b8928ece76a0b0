import type { ChangeFeed } from '@shop/events/live/change-feed'
import type { Clock } from '@shop/subgraph/clock'
import type { DeadLetterDesk } from '@shop/subgraph/dead-letter-desk'
import type { Log } from '@shop/subgraph/log'
import type { RequestOrigin } from '@shop/subgraph/subgraph'
import type { TokenVerifier } from '@shop/subgraph/token-verifier'
import type { Viewer } from '@shop/subgraph/viewer'
import { createAddressBookLoader, createAddressLoader } from './address/address-loader.ts'
import type { UsersConfig } from './config.ts'
import type { Transaction } from './database.ts'
import type { PrismaClient } from './generated/prisma/client.ts'
import type { PasswordHasher } from './password/password-hasher.ts'
import type { TokenSigner } from './tokens/access-token.ts'
import { createUserLoader } from './user/user-loader.ts'
import type { SecretBox } from './webhook/webhook-secret.ts'

/** Runs work in one transaction and wakes the relay once it is committed. */
export type UsersTransact = <Result>(work: (tx: Transaction) => Promise<Result>) => Promise<Result>

/** What lives with the process. */
export type ProcessContext = {
  config: UsersConfig
  database: PrismaClient
  transact: UsersTransact
  deadLetters: DeadLetterDesk
  /** What changes, for subscriptions. */
  feed: ChangeFeed
  hasher: PasswordHasher
  signer: TokenSigner
  verifyToken: TokenVerifier
  /** Seals the secrets of webhooks. */
  secretBox: SecretBox
  /** Call it after a commit that left something to send. */
  wakeWebhooks(): void
  clock: Clock
  log: Log
}

/** What signing in takes. `userAgent` is how the client's program names itself. */
export type SignInContext = ProcessContext & { userAgent: string | null }

/** What lives with one request. */
export type RequestContext = SignInContext & {
  viewer: Viewer | null
  /** The cursor that a subscription is to go on after. */
  resumeFrom: string | null
  /** Users who gave their password in this request: they see themselves in its answer, though no token says so yet. */
  signedIn: Set<string>
  loaders: {
    user: ReturnType<typeof createUserLoader>
    address: ReturnType<typeof createAddressLoader>
    addressBook: ReturnType<typeof createAddressBookLoader>
  }
}

const MAXIMUM_USER_AGENT_LENGTH = 300

// Over a socket the header can be any text, also one that PostgreSQL does not store.
function readUserAgent(header: string | undefined): string | null {
  const text = header?.slice(0, MAXIMUM_USER_AGENT_LENGTH).replaceAll(/\p{Cc}/gu, '')
  return text?.toWellFormed().trim() || null
}

/** The context of a request: loaders remember, so each request has its own. */
export function createRequestContext(
  process: ProcessContext,
  { viewer, headers, resumeFrom }: RequestOrigin,
): RequestContext {
  const { database } = process
  return {
    ...process,
    viewer,
    resumeFrom,
    signedIn: new Set(),
    userAgent: readUserAgent(headers['user-agent']),
    loaders: {
      user: createUserLoader(database),
      address: createAddressLoader(database),
      addressBook: createAddressBookLoader(database),
    },
  }
}
