import { randomUUID } from 'node:crypto'

/** The header that carries a request's id from the router through every subgraph into the logs. */
export const REQUEST_ID_HEADER = 'x-request-id'

/** The id of a request: the one it came with when that is well-formed (it ends up in logs), else a new one. */
export function requestIdOf(headers: Record<string, string | undefined>): string {
  const given = headers[REQUEST_ID_HEADER]
  return given !== undefined && /^[\w.-]{1,128}$/.test(given) ? given : randomUUID()
}
