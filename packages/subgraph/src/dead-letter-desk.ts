import { NoConsumer, type Consumers } from '@shop/events/consumer'
import {
  countOpenDeadLetters,
  DeadLetterNotFound,
  getDeadLetter,
  listDeadLetters,
  resolveDeadLetter,
  type DeadLetter,
  type DeadLetterNote,
  type DeadLetterPlace,
  type DeadLetterStatus,
} from '@shop/events/dead-letters'
import type { SqlExecutor, TransactionalDatabase } from '@shop/events/sql-executor'
import { connectionFromRows, readPage, type Connection, type ConnectionArguments } from './connection.ts'
import { fromGlobalId, toGlobalId } from './global-id.ts'
import { checkText } from './input.ts'
import type { Key } from './keyset.ts'
import { Refusal, refuseIfAny, settle, userError, type UserError } from './user-errors.ts'
import { requireRole, type Viewer } from './viewer.ts'

/** A dead letter as the SDL of each subgraph has it. */
export type DeadLetterView = {
  id: string
  subgraph: string
  consumer: string
  producer: string
  eventId: string
  eventType: string
  subject: string
  occurredAt: string
  data: string
  error: string
  attempts: number
  failedAt: Date
  status: DeadLetterStatus
  resolvedAt: Date | null
  resolvedBy: string | null
  reason: string | null
}

/** What a mutation about a dead letter answers. */
export type DeadLetterPayload = { deadLetter: DeadLetterView | null; userErrors: UserError[] }

/**
 * The dead letters of one subgraph, for its resolvers: each asks for STAFF first, and answers what the SDL says. All five
 * subgraphs have the same fields, by the subgraph's name (`ordersDeadLetters`), since a root field has one owner.
 */
export type DeadLetterDesk = {
  list(
    viewer: Viewer | null,
    arguments_: ConnectionArguments & { status?: DeadLetterStatus | null },
  ): Promise<Connection<DeadLetterView> & { openCount: number }>
  /** Handles the event again, now. Codes: NOT_FOUND, TOO_LONG, RETRY_FAILED. */
  retry(viewer: Viewer | null, input: { id: string; reason?: string | null }): Promise<DeadLetterPayload>
  /** Decides that the event shall have no effect. Codes: NOT_FOUND, BLANK, TOO_LONG. */
  resolve(viewer: Viewer | null, input: { id: string; reason: string }): Promise<DeadLetterPayload>
}

const KEYS: readonly Key[] = [
  { field: 'failedAt', order: 'desc', type: 'date' },
  { field: 'id', order: 'desc', type: 'uuid' },
]
const LONGEST_REASON = 500

/** Makes the desk of a subgraph. `groups` are those that consume on this database; some may join later. */
export function createDeadLetterDesk({
  subgraph,
  database,
  groups,
}: {
  subgraph: string
  database: TransactionalDatabase<SqlExecutor>
  groups: readonly Consumers[]
}): DeadLetterDesk {
  async function settleLetter(
    viewer: Viewer | null,
    input: { id: string; reason: string | null },
    settleIn: (letter: DeadLetter, note: DeadLetterNote) => Promise<void>,
  ): Promise<DeadLetterPayload> {
    const { id: by } = requireRole(viewer, 'STAFF')
    const id = fromGlobalId(input.id, 'DeadLetter', ['input', 'id'])
    const read = () => database.$transaction((tx) => getDeadLetter(tx, id))
    const { value, userErrors } = await settle(async () => {
      if (input.reason !== null) refuseIfAny(checkText(input.reason, ['input', 'reason'], { max: LONGEST_REASON }))
      const letter = await read().catch(refuseUnknown)
      await settleIn(letter, { by, reason: input.reason?.trim() ?? null })
      return read()
    })
    return { deadLetter: value && toView(value), userErrors }
  }

  async function retryLetter({ consumer, id }: DeadLetter, note: DeadLetterNote): Promise<void> {
    const group = groups.find(({ name }) => name === consumer)
    // Left by a part of the subgraph that an earlier version had.
    if (!group) throw new Refusal(userError('RETRY_FAILED', `Nothing here is called ${consumer} any more.`))
    try {
      await group.retryDeadLetter(id, note)
    } catch (error) {
      if (error instanceof NoConsumer) throw new Refusal(userError('RETRY_FAILED', error.message))
      // Whatever the handler threw; the letter has it with its stack.
      const message = error instanceof Error ? error.message : String(error)
      throw new Refusal(userError('RETRY_FAILED', `It failed again: ${message.slice(0, 200)}`))
    }
  }

  function toView(letter: DeadLetter): DeadLetterView {
    const { event, id, resolvedBy, ...rest } = letter
    return {
      ...rest,
      id: toGlobalId('DeadLetter', id),
      subgraph,
      producer: event.producer,
      eventId: event.id,
      eventType: event.type,
      subject: event.subject,
      occurredAt: event.occurredAt,
      data: JSON.stringify(event.data),
      resolvedBy: resolvedBy && toGlobalId('User', resolvedBy),
    }
  }

  return {
    async list(viewer, { status, ...arguments_ }) {
      requireRole(viewer, 'STAFF')
      const page = readPage(arguments_, KEYS)
      const { letters, openCount } = await database.$transaction(async (tx) => ({
        letters: await listDeadLetters(tx, {
          status: status ?? null,
          limit: page.take,
          backward: page.backward,
          after: placeOf(page.after),
          before: placeOf(page.before),
        }),
        openCount: await countOpenDeadLetters(tx),
      }))
      const { nodes, edges, pageInfo } = connectionFromRows(letters, page, KEYS)
      return {
        nodes: nodes.map(toView),
        edges: edges.map(({ cursor, node }) => ({ cursor, node: toView(node) })),
        pageInfo,
        openCount,
      }
    },
    retry: (viewer, { id, reason = null }) => settleLetter(viewer, { id, reason }, retryLetter),
    resolve: (viewer, input) =>
      settleLetter(viewer, input, ({ id }, note) => database.$transaction((tx) => resolveDeadLetter(tx, id, note))),
  }
}

function refuseUnknown(error: unknown): never {
  if (!(error instanceof DeadLetterNotFound)) throw error
  throw new Refusal(userError('NOT_FOUND', 'There is no such dead letter.', ['input', 'id']))
}

function placeOf(values: readonly unknown[] | null): DeadLetterPlace | null {
  return values && { failedAt: values[0] as Date, id: values[1] as string }
}
