import type { EventContract } from '@shop/schema/events/define-event'
import type { ConsumerGroup, EventBus, Running } from './bus.ts'
import {
  getDeadLetter,
  pruneDeadLetters,
  signDeadLetter,
  storeDeadLetter,
  type DeadLetterNote,
} from './dead-letters.ts'
import type { EventEnvelope } from './envelope.ts'
import { enterInbox, pruneInbox } from './inbox.ts'
import type { Log } from './log.ts'
import { hasAppended } from './outbox.ts'
import { PermanentFailure } from './permanent-failure.ts'
import type { SqlExecutor, TransactionalDatabase, TransactionOptions } from './sql-executor.ts'
import { collectWrites } from './write-together.ts'

/** What happens here when an event of one type arrives. Made by defineConsumer. */
export type EventConsumer<Tx, Context> = {
  contract: EventContract
  /** Checks the event's data, and answers its effect. Throws PermanentFailure when the contract refuses the data. */
  prepare(event: EventEnvelope): (tx: Tx, context: Context) => Promise<void>
}

/**
 * Says what an event does in this subgraph. The handler runs in one transaction with the event's inbox row: everything it
 * writes through `tx` (events that it appends included) takes effect once, or not at all when it throws. It calls nothing
 * outside of the database, since that cannot be rolled back. `context` is what startConsumers was given. It changes nothing of
 * the event, which is the same for all groups in a process.
 *
 * When several events wait, their handlers run in one transaction, one after the other, in the order of their subjects: a
 * handler that locks its subject's row first does so in one order in all processes. What many handlers write alike they give
 * to writeTogether.
 */
export function defineConsumer<Type extends string, Data, Tx extends SqlExecutor = SqlExecutor, Context = undefined>(
  contract: EventContract<Type, Data>,
  handler: (event: EventEnvelope<Type, Data>, tx: Tx, context: Context) => Promise<void>,
): EventConsumer<Tx, Context> {
  return {
    contract,
    prepare(event) {
      const data = readData(contract, event)
      return (tx, context) => handler({ ...event, type: contract.type, data }, tx, context)
    },
  }
}

/** An event whose data its contract has accepted, and its effect. */
type Prepared<Tx, Context> = { event: EventEnvelope; apply: ReturnType<EventConsumer<Tx, Context>['prepare']> }

/** What startConsumers needs. `context` is handed to every handler. */
export type ConsumersOptions<Tx extends SqlExecutor, Context> = {
  /** The subgraph: name of the group on the bus and of the consumer in inbox and dead letters. */
  name: string
  /** At most one for each type of event. */
  consumers: EventConsumer<Tx, Context>[]
  /** The subgraph's own, with the tables of sql/event-tables.sql. */
  database: TransactionalDatabase<Tx>
  bus: EventBus
  log: Log
  /** Called after each commit; wake the relay here when the handler `hasAppended` events. */
  afterCommit?: (hasAppended: boolean) => void
  /** Limits of a transaction (default: 5 s for a connection, 15 s for all of it). */
  transaction?: TransactionOptions
  /** How long it is remembered what took effect, in milliseconds (default 7 days). Must exceed the outboxes' retention. */
  inboxRetentionMs?: number
} & Pick<ConsumerGroup, 'restMs'> &
  (undefined extends Context ? { context?: Context } : { context: Context })

/** The consumers of one subgraph at work. */
export type Consumers = Running & {
  /** Name of the group on the bus and of the consumer in inbox and dead letters. */
  name: string
  /**
   * Handles the event of a dead letter of this group now, once, and notes it in the letter. Of no effect when the event
   * was dealt with before. Rejects with the handler's error, which the letter then has, too; with NoConsumer, which changes
   * nothing of it; or with DeadLetterNotFound.
   */
  retryDeadLetter(id: string, note: DeadLetterNote): Promise<void>
}

/** A group has no consumer for such an event, which it had when the event became a dead letter. */
export class NoConsumer extends Error {
  override name = 'NoConsumer'
  constructor({ producer, type }: EventEnvelope) {
    super(`Nothing here handles ${type} of ${producer} any more.`)
  }
}

const PRUNE_EVERY_MS = 3_600_000
/** How long it is told who dealt with a dead letter. */
const RESOLVED_LETTERS_MS = 90 * 24 * 3_600_000
/** More than Prisma grants by itself: an event that is given up because the database is slow is one that a person must replay. */
const TRANSACTION_LIMITS: TransactionOptions = { maxWait: 5_000, timeout: 15_000 }

/** Joins the bus as group `name` and handles its events. Resolves when no later event can be missed. */
export async function startConsumers<Tx extends SqlExecutor, Context>(
  options: ConsumersOptions<Tx, Context>,
): Promise<Consumers> {
  const { name, database, bus, log, afterCommit } = options
  const { transaction = TRANSACTION_LIMITS, inboxRetentionMs = 7 * 24 * 3_600_000 } = options
  const context = options.context as Context
  const consumers = indexByEvent(options.consumers)

  function consumerOf({ producer, type }: EventEnvelope): EventConsumer<Tx, Context> | undefined {
    return consumers.get(`${producer}.${type}`)
  }

  /** All of them in one transaction, or none. */
  async function handle(events: readonly EventEnvelope[], andThen?: (tx: Tx) => Promise<void>): Promise<void> {
    const prepared = events.toSorted(bySubject).flatMap((event) => {
      const consumer = consumerOf(event)
      if (consumer) return { event, apply: consumer.prepare(event) }
      log.debug({ type: event.type, producer: event.producer }, 'event is of no concern here')
      return []
    })
    if (prepared.length === 0) return
    const appended = await database.$transaction(async (tx) => {
      await collectWrites(tx, () => applyNew(tx, prepared))
      await andThen?.(tx)
      return hasAppended(tx)
    }, transaction)
    afterCommit?.(appended)
  }

  async function applyNew(tx: Tx, prepared: readonly Prepared<Tx, Context>[]): Promise<void> {
    const entered = await enterInbox(
      tx,
      name,
      prepared.map(({ event }) => event),
    )
    for (const { event, apply } of prepared) {
      // Taken out, for an event may be there twice.
      if (entered.delete(event.id)) await apply(tx, context)
      else log.debug({ eventId: event.id, type: event.type }, 'event came again and has no second effect')
    }
  }

  function deadLetter(event: EventEnvelope, error: unknown, attempts: number): Promise<void> {
    const contract = consumerOf(event)?.contract
    const letter = { consumer: name, event: contract ? known(contract, event) : event, attempts, error }
    return database.$transaction((tx) => storeDeadLetter(tx, letter), transaction)
  }

  async function prune(): Promise<void> {
    try {
      while ((await database.$transaction((tx) => pruneInbox(tx, inboxRetentionMs), transaction)) > 0);
      while ((await database.$transaction((tx) => pruneDeadLetters(tx, RESOLVED_LETTERS_MS), transaction)) > 0);
    } catch (error) {
      log.warn({ err: error }, 'old inbox entries and dead letters not deleted, will be tried again')
    }
  }

  const contracts = options.consumers.map((consumer) => consumer.contract)
  const member = await bus.consume({
    name,
    producers: [...new Set(contracts.map((contract) => contract.producer))],
    types: [...new Set(contracts.map((contract) => contract.type))],
    handle: (events) => handle(events),
    deadLetter,
    restMs: options.restMs,
  })
  const pruning = setInterval(() => void prune(), PRUNE_EVERY_MS)
  pruning.unref()

  return {
    name,
    async retryDeadLetter(id, note) {
      const letter = await database.$transaction((tx) => getDeadLetter(tx, id), transaction)
      if (letter.status !== 'OPEN') return
      if (!consumerOf(letter.event)) throw new NoConsumer(letter.event)
      try {
        await handle([letter.event], (tx) => signDeadLetter(tx, id, note))
      } catch (error) {
        await deadLetter(letter.event, error, letter.attempts + 1)
        throw error
      }
    },
    async stop() {
      clearInterval(pruning)
      await member.stop()
    },
  }
}

function bySubject(one: EventEnvelope, other: EventEnvelope): number {
  if (one.subject === other.subject) return 0
  return one.subject < other.subject ? -1 : 1
}

function indexByEvent<Tx, Context>(consumers: EventConsumer<Tx, Context>[]): Map<string, EventConsumer<Tx, Context>> {
  const index = new Map<string, EventConsumer<Tx, Context>>()
  for (const consumer of consumers) {
    const key = `${consumer.contract.producer}.${consumer.contract.type}`
    // They would share an inbox row: the second one would never run.
    if (index.has(key)) throw new Error(`two consumers for ${key}`)
    index.set(key, consumer)
  }
  return index
}

/** By contract: in one process the bus hands the same event to all groups, and what it says is checked once. */
const checked = new WeakMap<EventContract, WeakMap<EventEnvelope, unknown>>()

function readData<Data>(contract: EventContract<string, Data>, event: EventEnvelope): Data {
  let known = checked.get(contract)
  if (!known) checked.set(contract, (known = new WeakMap()))
  // Whatever a contract answers is an object.
  const before = known.get(event) as Data | undefined
  if (before !== undefined) return before
  try {
    const data = contract.parse(event.data)
    known.set(event, data)
    return data
  } catch (error) {
    throw new PermanentFailure(`the data of a ${contract.type} is not what its contract says`, { cause: error })
  }
}

/**
 * The event without what its contract does not know, or no longer (processes of the release before still tell it): a dead letter is kept for
 * longer than any account that it may be about. What the contract refuses stays whole, since only that says what is wrong with it.
 */
function known(contract: EventContract, event: EventEnvelope): EventEnvelope {
  try {
    return { ...event, data: readData(contract, event) }
  } catch (error) {
    if (error instanceof PermanentFailure) return event
    throw error
  }
}
