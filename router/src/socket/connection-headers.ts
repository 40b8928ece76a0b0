import type { Headers } from '../request-context.ts'

/**
 * The headers of a connection: those of its upgrade request, and what the payload of connection_init says in `headers`.
 * Clients also put the token at its top, in either spelling.
 */
export function connectionHeaders(upgrade: Headers, params: Record<string, unknown>): Headers {
  const { authorization, Authorization } = params
  const { origin, host } = upgrade
  return {
    ...upgrade,
    ...stringHeaders(params['headers']),
    ...stringHeaders({ Authorization }),
    ...stringHeaders({ authorization }),
    // Where a page comes from is for its browser to say, not for the page.
    origin,
    host,
  }
}

/** The entries that can be headers, names in lower case. */
export function stringHeaders(value: unknown): Headers {
  if (typeof value !== 'object' || value === null) return {}
  const entries = Object.entries(value).filter(([, header]) => typeof header === 'string' && header !== '')
  return Object.fromEntries(entries.map(([name, header]) => [name.toLowerCase(), header as string]))
}
