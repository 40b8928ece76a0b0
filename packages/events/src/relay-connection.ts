import pg from 'pg'
import { pause } from './pause.ts'

/** Any number will do, as long as it is always this one; advisory locks count per database. */
const RELAY_LOCK = 7_208_301
const CHANNEL = 'outbox_relay'
const TRY_LOCK_EVERY_MS = 500
/** Statements of the relay take milliseconds. One that takes this long has lost its server. */
const STATEMENT_TIMEOUT_MS = 30_000

/**
 * What is unpublished is found by its index, in order, whatever was guessed of an outbox that was empty. A scan of that index alone also
 * removes what is published by now from it; by way of a bitmap it would grow until the next VACUUM.
 */
const PLANNING = '-c enable_seqscan=off -c enable_bitmapscan=off'

/** Runs a prepared statement on the connection that holds the lock. */
export type RelayQuery = <Row extends pg.QueryResultRow>(statement: pg.QueryConfig) => Promise<pg.QueryResult<Row>>

/** The relay's own connection: it holds the lock, hears the wake-up calls of other processes, and does all the SQL. */
export type RelayConnection = {
  /** Statements are carried out one after the other, in the order they were asked for. */
  query: RelayQuery
  /** Fires when the connection is lost, and with it the lock. */
  lost: AbortSignal
  /** Resolves to true once this connection is the only relay of its database; to false when `stopping` or `lost` came first. */
  acquireLock(stopping: AbortSignal): Promise<boolean>
  /** Wakes the relay that holds the lock. A call that is lost does no harm: the holder also looks by itself. */
  callHolder(): void
  close(): Promise<void>
}

/** Connects, and listens for calls of other processes. Rejects when the database does not answer. */
export async function connectRelay(
  databaseUrl: string,
  producer: string,
  onCall: () => void,
): Promise<RelayConnection> {
  const lost = new AbortController()
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: `${producer}-relay`,
    keepAlive: true,
    options: PLANNING,
    connectionTimeoutMillis: 5_000,
    query_timeout: STATEMENT_TIMEOUT_MS,
  })
  const giveUp = (reason: unknown) => lost.abort(reason)
  let previous: Promise<unknown> = Promise.resolve()
  let calling: Promise<void> | undefined
  let callAgain = false
  client.on('error', giveUp)
  client.on('end', () => giveUp(new Error('the connection ended')))
  client.on('notification', onCall)
  // pg keeps such a queue of its own, and deprecates it.
  const query: RelayQuery = (statement) => {
    const result = previous.then(() => client.query(statement))
    previous = result.catch((error: unknown) => error)
    return result
  }

  try {
    await client.connect()
    await query({ text: `LISTEN ${CHANNEL}` })
  } catch (error) {
    await close()
    throw error
  }

  async function close(): Promise<void> {
    // end() says good-bye and waits for the server, which a lost one never answers.
    await Promise.race([client.end(), pause(500)])
  }

  /** Calls that come while one is under way are answered by one more. */
  async function call(): Promise<void> {
    try {
      while (callAgain) {
        callAgain = false
        await query({ text: `NOTIFY ${CHANNEL}` })
      }
    } catch (error) {
      giveUp(error)
    } finally {
      calling = undefined
    }
  }

  return {
    query,
    lost: lost.signal,
    async acquireLock(stopping) {
      const either = AbortSignal.any([stopping, lost.signal])
      while (!either.aborted) {
        const text = `SELECT pg_try_advisory_lock(${RELAY_LOCK}) AS locked`
        const { rows } = await query<{ locked: boolean }>({ text })
        if (rows[0]?.locked) return true
        await pause(TRY_LOCK_EVERY_MS, either)
      }
      return false
    },
    callHolder() {
      callAgain = true
      calling ??= call()
    },
    close,
  }
}
