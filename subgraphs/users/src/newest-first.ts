import { readPage } from '@shop/subgraph/connection'
import type { ConnectionArguments } from '@shop/subgraph/connection'
import type { Key, Page } from '@shop/subgraph/keyset'

/** How lists of users and of notifications are ordered. */
export const NEWEST_FIRST = [
  { field: 'createdAt', order: 'desc', type: 'date' },
  { field: 'id', order: 'desc', type: 'uuid' },
] as const satisfies readonly Key[]

/** A page of such a list. Throws BAD_USER_INPUT, also for a cursor that no list made. */
export function readNewestFirst(arguments_: ConnectionArguments): Page {
  return readPage(arguments_, NEWEST_FIRST)
}
