import { readPage } from '@shop/subgraph/connection'
import type { ConnectionArguments } from '@shop/subgraph/connection'
import { badUserInput } from '@shop/subgraph/errors'
import type { Key, Page } from '@shop/subgraph/keyset'

/** How lists of users and of notifications are ordered. */
export const NEWEST_FIRST = [
  { field: 'createdAt', order: 'desc', type: 'date' },
  { field: 'id', order: 'desc', type: 'uuid' },
] as const satisfies readonly Key[]

// What PostgreSQL reads as a time is narrower than what Date does.
const PLAIN_TIME = /^[0-9]{4}-/

/** A page of such a list. Throws BAD_USER_INPUT, also for a cursor that no list made: the database would fail on it. */
export function readNewestFirst(arguments_: ConnectionArguments): Page {
  const page = readPage(arguments_, NEWEST_FIRST)
  for (const argument of ['after', 'before'] as const) {
    const createdAt = page[argument]?.[0]
    if (!(createdAt instanceof Date) || PLAIN_TIME.test(createdAt.toISOString())) continue
    throw badUserInput(`The cursor in "${argument}" is not one of this list.`, [argument])
  }
  return page
}
