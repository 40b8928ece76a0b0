/** The part of a Prisma transaction client that this package needs: tagged templates whose values become parameters. */
export type SqlExecutor = {
  /** Answers how many rows the statement touched. */
  $executeRaw(statement: TemplateStringsArray, ...values: unknown[]): Promise<number>
  /** Answers the rows. */
  $queryRaw<Rows = unknown>(statement: TemplateStringsArray, ...values: unknown[]): Promise<Rows>
}

/** Limits of one transaction, in milliseconds: `maxWait` for a connection, `timeout` for the whole of it. */
export type TransactionOptions = { maxWait?: number; timeout?: number }

/** What opens transactions; a PrismaClient fits. `Tx` is what the work gets: the subgraph's typed client. */
export type TransactionalDatabase<Tx extends SqlExecutor> = {
  /** Commits when the work resolves; rolls back and rejects with its error when it rejects. */
  $transaction<Result>(work: (tx: Tx) => Promise<Result>, options?: TransactionOptions): Promise<Result>
}
