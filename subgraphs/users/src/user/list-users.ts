import { connectionFromRows } from '@shop/subgraph/connection'
import type { Connection, ConnectionArguments } from '@shop/subgraph/connection'
import { badUserInput } from '@shop/subgraph/errors'
import { NEWEST_FIRST, readNewestFirst } from '../newest-first.ts'
import { readUserPage } from './user-store.ts'
import type { Database, UserRow } from './user-store.ts'

/** The longest text that users are searched by. */
export const MAXIMUM_QUERY_LENGTH = 100

/** A page of users, newest first; with `query`, those whose email or a name begins with it. */
export async function listUsers(
  database: Database,
  arguments_: ConnectionArguments & { query?: string | null },
): Promise<Connection<UserRow>> {
  const prefix = arguments_.query?.trim().normalize('NFC') || null
  if (prefix !== null && prefix.length > MAXIMUM_QUERY_LENGTH) {
    throw badUserInput(`"query" has at most ${MAXIMUM_QUERY_LENGTH} characters.`, ['query'])
  }
  const page = readNewestFirst(arguments_)
  return connectionFromRows(await readUserPage(database, prefix, page), page, NEWEST_FIRST)
}
