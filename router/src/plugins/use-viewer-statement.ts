import type { RouterPlugin } from '../plugin.ts'

/**
 * Subgraphs get the router's word for who the viewer is, instead of the client's token. Its header, and those of tokens,
 * have that and nothing else: whatever a client sent in them, or a rule put there, is taken away.
 */
export function useViewerStatement({
  state,
  header,
  tokenHeaders,
  subgraphs,
}: {
  /** The statement for a subgraph. */
  state: (claims: object, subgraph: string) => string
  /** In `authorization` it follows `Bearer`; elsewhere it stands alone. */
  header: string
  tokenHeaders: readonly string[]
  /** Those that get statements, all when it is null. The others get the token itself, and never the statement's header. */
  subgraphs: readonly string[] | null
}): RouterPlugin {
  const scheme = header === 'authorization' ? 'Bearer ' : ''

  return {
    name: 'viewer-statement',
    toOneSubgraph(headers, subgraph, { claims }) {
      if (subgraphs && !subgraphs.includes(subgraph)) {
        if (!tokenHeaders.includes(header)) delete headers[header]
        return
      }
      for (const name of tokenHeaders) delete headers[name]
      delete headers[header]
      if (typeof claims === 'object' && claims !== null) headers[header] = scheme + state(claims, subgraph)
    },
  }
}
