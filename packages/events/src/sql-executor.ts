/** The part of a Prisma transaction client that this package needs: tagged templates whose values become parameters. */
export type SqlExecutor = {
  /** Answers how many rows the statement touched. */
  $executeRaw(statement: TemplateStringsArray, ...values: unknown[]): Promise<number>
  /** Answers the rows. */
  $queryRaw<Rows = unknown>(statement: TemplateStringsArray, ...values: unknown[]): Promise<Rows>
  /**
   * Keeps a statement until the transaction commits, which sends both in one packet: it costs no way to the server of its own, during which
   * locks are held. Resolves when it is kept. When it fails, so does the commit. For what nobody in the transaction reads; without it, $executeRaw does the same.
   */
  $executeAtCommit?(statement: TemplateStringsArray, ...values: unknown[]): Promise<void>
}

/** Limits of one transaction, in milliseconds: `maxWait` for a connection, `timeout` for the whole of it. */
export type TransactionOptions = { maxWait?: number; timeout?: number }

/** What opens transactions; a PrismaClient fits. `Tx` is what the work gets: the subgraph's typed client. */
export type TransactionalDatabase<Tx extends SqlExecutor> = {
  /** Commits when the work resolves; rolls back and rejects with its error when it rejects. */
  $transaction<Result>(work: (tx: Tx) => Promise<Result>, options?: TransactionOptions): Promise<Result>
}
