import { badUserInput } from './errors.ts'
import { decodeCursor, encodeCursor } from './keyset.ts'
import type { Key, Page } from './keyset.ts'

/** The arguments of every list field. */
export type ConnectionArguments = {
  first?: number | null
  after?: string | null
  last?: number | null
  before?: string | null
}

/** A Relay connection: https://relay.dev/graphql/connections.htm, with `nodes` for those who need no cursors. */
export type Connection<Row> = {
  edges: { node: Row; cursor: string }[]
  nodes: Row[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }
}

/** The largest page that any list gives. */
export const MAXIMUM_PAGE_SIZE = 100

/** The size of a page when the client asks for none. */
export const DEFAULT_PAGE_SIZE = 20

function checkSize(value: number | null | undefined, argument: 'first' | 'last', maximum: number): void {
  if (value == null) return
  if (!Number.isInteger(value) || value < 0 || value > maximum) {
    throw badUserInput(`"${argument}" must be between 0 and ${maximum}.`, [argument])
  }
}

/**
 * Checks a list field's arguments and says which rows to read.
 * Throws BAD_USER_INPUT for a size outside 0 … maximumSize, for both `first` and `last`, and for a foreign cursor.
 */
export function readPage(
  arguments_: ConnectionArguments,
  keys: readonly Key[],
  { defaultSize = DEFAULT_PAGE_SIZE, maximumSize = MAXIMUM_PAGE_SIZE } = {},
): Page {
  const { first, after, last, before } = arguments_
  checkSize(first, 'first', maximumSize)
  checkSize(last, 'last', maximumSize)
  if (first != null && last != null) throw badUserInput('Give "first" or "last", not both.', ['last'])
  const size = first ?? last ?? defaultSize
  return {
    size,
    take: size + 1,
    backward: last != null,
    after: after == null ? null : decodeCursor(after, keys, 'after'),
    before: before == null ? null : decodeCursor(before, keys, 'before'),
  }
}

/**
 * The connection of rows that were read with `page.take`, `keysetWhere` and `keysetOrderBy` of the same keys.
 * A row beyond the page's size is what tells that there is more; it is left out.
 */
export function connectionFromRows<Row extends object>(
  rows: readonly Row[],
  page: Page,
  keys: readonly Key[],
): Connection<Row> {
  const hasMore = rows.length > page.size
  const nodes = rows.slice(0, page.size)
  if (page.backward) nodes.reverse()
  const edges = nodes.map((node) => ({ node, cursor: encodeCursor(node, keys) }))
  return {
    edges,
    nodes,
    pageInfo: {
      // On the side that the client came from, the row of its own cursor is proof enough that something is there.
      hasNextPage: page.backward ? page.before !== null : hasMore,
      hasPreviousPage: page.backward ? hasMore : page.after !== null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}
