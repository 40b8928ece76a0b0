import { LRUCache } from 'lru-cache'

/** Who asks, as it says itself. Empty for what it does not say. */
export type Client = { name: string; version: string }

/** GraphQL's own convention first, then those of Apollo's clients and of Hive's. */
export const CLIENT_NAMES = ['graphql-client-name', 'apollographql-client-name', 'x-graphql-client-name']
const CLIENT_VERSIONS = ['graphql-client-version', 'apollographql-client-version', 'x-graphql-client-version']

const LONGEST = 100
const NOT_PRINTABLE = /[^\p{L}\p{N}\p{P}\p{S} ]/gu

function clean(text: string): string {
  return text.replaceAll(NOT_PRINTABLE, '')
}

/** Reads names from headers: not longer than 100 characters, and without what could end a line. */
export function createClientReader(): (headers: Record<string, string | undefined>) => Client {
  const known = new LRUCache<string, string>({ max: 1_000 })

  function read(headers: Record<string, string | undefined>, names: readonly string[]): string {
    let text: string | undefined
    for (const name of names) text ||= headers[name]
    if (!text) return ''
    // Over a socket a header may be as long as a message, and of a part V8 keeps the whole.
    if (text.length > LONGEST) return clean(Buffer.from(text.slice(0, LONGEST)).toString())
    let name = known.get(text)
    if (name === undefined) known.set(text, (name = clean(text)))
    return name
  }

  return (headers) => ({ name: read(headers, CLIENT_NAMES), version: read(headers, CLIENT_VERSIONS) })
}
