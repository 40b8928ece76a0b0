import type { RouterPlugin } from '../plugin.ts'

/** W3C Trace Context, https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}/

/**
 * What can be sent as a header (RFC 9110, 5.5), within reason. Over a socket a client may call any text a header, and a
 * subgraph that cannot be asked because of it would seem to be down.
 */
const SENDABLE = /^[\t\x20-\x7e\x80-\xff]{1,2000}$/

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
        // The token was checked, and may be longer.
        if (name === 'authorization' || SENDABLE.test(value)) headers[name] = value
      }
    },
  }
}
