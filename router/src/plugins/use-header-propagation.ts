import type { RouterPlugin } from '../plugin.ts'

/** W3C Trace Context, https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}/

/**
 * What of the client's headers reaches a subgraph: a list of those that do, so that nothing a client invents can be taken
 * for a word of the router.
 */
export function useHeaderPropagation({ names }: { names: readonly string[] }): RouterPlugin {
  return {
    name: 'header-propagation',
    toSubgraph(headers, context) {
      for (const name of names) {
        const value = context.headers[name]
        if (value === undefined || (name === 'traceparent' && !TRACEPARENT.test(value))) continue
        headers[name] = value
      }
    },
  }
}
