import pg from 'pg'
import { serialize, type DatabaseError } from 'pg-protocol'
import type { CommandCompleteMessage, DataRowMessage, RowDescriptionMessage } from 'pg-protocol/dist/messages.js'
import type { Writable } from 'node:stream'
import type { Statement } from './raw-statement.ts'
import { createRowReader, type RowReader } from './row-reader.ts'
import { hasCode } from './some-cause.ts'

/** `feature_not_supported`, which nothing else of ours meets. */
const STALE_STATEMENT = new Set(['0A000'])

/**
 * Whether PostgreSQL refused what was prepared on a connection before a migration made other columns of it. It goes on refusing it there: such
 * a connection has to be given up.
 */
export function isStale(error: unknown): boolean {
  return hasCode(error, STALE_STATEMENT)
}

/** What a statement came to: its rows, how many it touched, and which command it was. */
export type Answer = { rows: unknown[]; rowCount: number; command: string }

/** As much of pg's own connection as is needed here. */
type Connection = {
  stream: Writable
  parsedStatements: Record<string, string | undefined>
  submittedNamedStatements: Record<string, string | undefined>
  query(text: string): void
}

const EXECUTE_AND_SYNC = Buffer.concat([serialize.execute(), serialize.sync()])
const DESCRIBE_AND_SO_ON = Buffer.concat([serialize.describe({ type: 'P' }), EXECUTE_AND_SYNC])

/** By connection, for each prepares its own: how to read the rows of a statement by its name; null when it answers none. */
const described = new WeakMap<Connection, Map<string, RowReader | null>>()

/** pg takes in a pipeline only what is its own. */
const Query = pg.Query as unknown as new (text: string) => object

/**
 * A statement for `ask`, sent and read at half of what pg's own costs: it goes out in one piece, and what is prepared is described once on a
 * connection and not each time.
 */
export class PreparedQuery extends Query {
  readonly name: string
  readonly text: string
  /** Rejects with PostgreSQL's error, or when the connection is lost. */
  answer: Promise<Answer>
  readonly #values: Statement['values']
  readonly #settle = Promise.withResolvers<Answer>()
  readonly #answer: Answer = { rows: [], rowCount: 0, command: '' }
  #readers = new Map<string, RowReader | null>()
  #read: RowReader | null | undefined
  #failure: unknown

  constructor({ name, text, values }: Statement) {
    super('')
    this.name = name
    this.text = text
    this.#values = values
    this.answer = this.#settle.promise
  }

  // What follows is called by pg.

  submit(connection: Connection): null {
    if (this.name === '' && this.#values.length === 0) connection.query(this.text)
    else connection.stream.write(Buffer.concat(this.#messages(connection)))
    return null
  }

  #messages(connection: Connection): Buffer[] {
    const { name, text } = this
    const bind = serialize.bind({ statement: name, values: this.#values })
    if (name === '') return [serialize.parse({ text }), bind, DESCRIBE_AND_SO_ON]
    this.#readers = described.get(connection) ?? this.#readers
    described.set(connection, this.#readers)
    if (connection.parsedStatements[name] ?? connection.submittedNamedStatements[name]) {
      this.#read = this.#readers.get(name)
      return [bind, this.#read === undefined ? DESCRIBE_AND_SO_ON : EXECUTE_AND_SYNC]
    }
    connection.submittedNamedStatements[name] = text
    return [serialize.parse({ name, text }), bind, DESCRIBE_AND_SO_ON]
  }

  handleRowDescription({ fields }: RowDescriptionMessage): void {
    this.#read = createRowReader(fields)
  }

  handleDataRow({ fields }: DataRowMessage): void {
    try {
      this.#answer.rows.push(this.#read?.(fields as (string | null)[]))
    } catch (error) {
      this.#failure = error
    }
  }

  handleCommandComplete({ text }: CommandCompleteMessage): void {
    const words = text.split(' ')
    this.#answer.command = words[0] ?? ''
    // `INSERT 0 3`, `UPDATE 3`, `COMMIT`
    this.#answer.rowCount = words.length > 1 ? Number(words.at(-1)) : 0
  }

  handleEmptyQuery(): void {}

  handleReadyForQuery(): void {
    if (this.name !== '') this.#readers.set(this.name, this.#read ?? null)
    if (this.#failure === undefined) this.#settle.resolve(this.#answer)
    else this.handleError(this.#failure as Error)
  }

  handleError(error: DatabaseError | Error): void {
    this.#settle.reject(error)
  }
}

/** Sends a statement, and gives what it comes to. */
export async function ask(connection: pg.ClientBase, statement: Statement): Promise<Answer> {
  const query = new PreparedQuery(statement)
  connection.query(query as unknown as pg.Submittable)
  try {
    return await query.answer
  } catch (error) {
    // Of whoever asked, instead of the socket's.
    if (error instanceof Error) Error.captureStackTrace(error)
    throw error
  }
}
