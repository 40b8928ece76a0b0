import type { EventBus } from '@shop/events/bus'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import type { TokenVerifier } from './token-verifier.ts'

/** What a subgraph is given by the topology that it runs in; it knows no more about it than this. */
export type SubgraphDependencies = {
  /** Its own database, already migrated. */
  databaseUrl: string
  /** Connections to it. */
  databasePoolSize?: number
  bus: EventBus
  verifyToken: TokenVerifier
  log: Log
  clock: Clock
}
