import type { Running } from '@shop/events/bus'
import { startConsumers, type Consumers, type ConsumersOptions } from '@shop/events/consumer'
import { hasAppended } from '@shop/events/outbox'
import { startRelay } from '@shop/events/relay'
import type { SqlExecutor, TransactionalDatabase } from '@shop/events/sql-executor'
import { collectWrites } from '@shop/events/write-together'
import type { PrismaPg } from '@prisma/adapter-pg'
import { createDatabase } from './database.ts'
import { createDeadLetterDesk, type DeadLetterDesk } from './dead-letter-desk.ts'
import type { SubgraphDependencies } from './dependencies.ts'
import { startLive, type Live } from './live/live-database.ts'
import { transact } from './transact.ts'

/** What a subgraph says about its consumers; the rest is known. `context` is what handlers get beside their transaction. */
export type SubgraphConsumers<Tx extends SqlExecutor, Context> = Pick<
  ConsumersOptions<Tx, Context>,
  'consumers' | 'context' | 'restMs'
> & {
  /** Set for a part of the subgraph with an inbox of its own: what fails there holds up nothing else. */
  part?: string
  /** Called after each commit of a handler, for workers that have more to do then. The relay is woken when it is to be. */
  afterCommit?: () => void
}

/** A subgraph's database with both ends of its events: the relay that sends its outbox, and the consumers. */
export type SubgraphDatabase<Tx extends SqlExecutor, Client> = {
  client: Client
  /** Runs the work in one transaction (see transact); after the commit its events are sent. */
  transact<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>
  /** Sends what was appended to the outbox, now. Call it after a commit that did not go through `transact`. */
  wake(): void
  /** Joins the bus. Resolves when no later event can be missed. Call it once, and once more for each `part`. */
  consume<Context>(options: SubgraphConsumers<Tx, Context>): Promise<void>
  /** Starts what subscriptions stand on; needs the table live_changes. Call it once; `stop` ends it. */
  startLive(): Promise<Live>
  /** What could not take effect here, for staff. */
  deadLetters: DeadLetterDesk
  /** Rejects when the database does not answer. */
  ready(): Promise<void>
  /**
   * Stops in the order in which nothing is left hanging: the relay, while the consumers that its last events wait for are
   * there; then consumers and `workers`, which finish what they have begun; then the database. What they commit meanwhile
   * stays in the outbox for the next start.
   */
  stop(workers?: readonly Running[]): Promise<void>
}

/**
 * Opens the migrated database of subgraph `name` and starts its relay. `PrismaClient` is the class that Prisma generated
 * for it, `Tx` its transactions.
 */
export function openSubgraphDatabase<
  Tx extends SqlExecutor,
  Client extends TransactionalDatabase<Tx> & SqlExecutor & { $disconnect(): Promise<void> },
>(
  name: string,
  PrismaClient: new (options: { adapter: PrismaPg }) => Client,
  { bus, databasePoolSize, databaseUrl, log }: SubgraphDependencies,
): SubgraphDatabase<Tx, Client> {
  const { client, ping, stop } = createDatabase(databaseUrl, PrismaClient, { log, poolSize: databasePoolSize })
  const relay = startRelay({ databaseUrl, producer: name, bus, log })
  const groups: Consumers[] = []
  let live: Live | undefined

  function wake(): void {
    relay.wake()
    wakeLive()
  }

  function wakeLive(): void {
    // Without waiting for the bus: most who follow something ask the process that changes it.
    live?.feed.wake()
  }

  return {
    client,
    async transact(work) {
      let isTold = false
      const noting = async (tx: Tx) => {
        const result = await collectWrites(tx, work)
        isTold = hasAppended(tx)
        return result
      }
      // Most transactions tell nothing, and the relay need not look for it.
      return transact(client, noting, { onCommit: () => (isTold ? wake() : wakeLive()) })
    },
    wake,
    async startLive() {
      live = await startLive({ name, database: client, bus, log })
      return live
    },
    async consume<Context>({ afterCommit, part, ...options }: SubgraphConsumers<Tx, Context>) {
      const group = await startConsumers<Tx, Context>({
        ...options,
        name: part === undefined ? name : `${name}-${part}`,
        database: client,
        bus,
        log,
        afterCommit(isTold) {
          if (isTold) wake()
          else wakeLive()
          afterCommit?.()
        },
      } as ConsumersOptions<Tx, Context>)
      groups.push(group)
    },
    deadLetters: createDeadLetterDesk({ subgraph: name, database: client, groups }),
    ready: ping,
    async stop(workers = []) {
      await relay.stop()
      await Promise.all([...groups, ...(live ? [live] : []), ...workers].map((running) => running.stop()))
      await stop()
    },
  }
}
