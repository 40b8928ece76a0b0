/** One address of a subgraph. `followHost`: all hosts behind the name are asked, and changes of the name are followed. */
export type SubgraphAddress = { url: URL; followHost: boolean }

const HTTP = /^https?:$/
const FOLLOWED = 'dns+'

/**
 * Reads `http://a/graphql, http://b/graphql` or `dns+http://name/graphql`. Throws with the part that is no HTTP address.
 */
export function readAddresses(text: string): SubgraphAddress[] {
  const parts = text.split(',').map((part) => part.trim())
  return parts.map((part) => {
    const followHost = part.startsWith(FOLLOWED)
    const address = followHost ? part.slice(FOLLOWED.length) : part
    if (!URL.canParse(address) || !HTTP.test(new URL(address).protocol)) {
      throw new Error(`"${part}" is not an http or https URL`)
    }
    return { url: new URL(address), followHost }
  })
}

/** The environment's spelling of a subgraph's name: `order-history` is `ORDER_HISTORY`. */
export function environmentName(subgraph: string): string {
  return subgraph.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')
}
