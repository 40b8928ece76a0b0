import { AsyncLocalStorage } from 'node:async_hooks'
import pg from 'pg'

/** A pool that can give a certain connection, in place of a free one, to code that knows nothing but the pool: Prisma's adapter. */
export class JoinablePool extends pg.Pool {
  #lent = new AsyncLocalStorage<pg.PoolClient>()

  /** Whoever asks for a connection within `work`, or what it begins, gets this one. */
  lend<Result>(connection: pg.PoolClient, work: () => Result): Result {
    return this.#lent.run(connection, work)
  }

  override connect(): Promise<pg.PoolClient>
  override connect(callback: ConnectCallback): void
  override connect(callback?: ConnectCallback): Promise<pg.PoolClient> | void {
    // With a callback it is the pool itself that asks, for a statement outside of transactions.
    if (callback) return super.connect(callback)
    const lent = this.#lent.getStore()
    return lent ? Promise.resolve(lent) : super.connect()
  }
}

type ConnectCallback = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void
