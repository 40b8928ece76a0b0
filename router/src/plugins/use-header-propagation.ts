import type { RouterPlugin } from '../plugin.ts'
import type { Headers, RequestContext } from '../request-context.ts'
import type { AnswerHeaders } from '../subgraphs/subgraph-fetch.ts'
import type { HeaderRules, RequestRule, ResponseRule } from './header-rules.ts'

/** W3C Trace Context, https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}/

/**
 * What can be sent as a header (RFC 9110, 5.5), within reason. Over a socket a client may call any text a header, and a
 * subgraph that cannot be asked because of it would seem to be down.
 */
const SENDABLE = /^[\t\x20-\x7e\x80-\xff]{1,2000}$/

/**
 * What of the client's headers reaches a subgraph: a list of those that do, so that nothing a client invents can be taken
 * for a word of the router; and the operator's rules, for both directions.
 */
export function useHeaderPropagation({
  names,
  rules = { request: [], response: [] },
}: {
  names: readonly string[]
  rules?: HeaderRules | undefined
}): RouterPlugin {
  const forAll = rules.request.filter((rule) => !rule.subgraphs)
  const forSome = rules.request.filter((rule) => rule.subgraphs)
  // As soon as one rule is for some only, all are followed per subgraph: their order matters.
  const [common, perSubgraph] = forSome.length === 0 ? [forAll, []] : [[], rules.request]
  const collected = new WeakMap<RequestContext, CollectedHeaders>()

  return {
    name: 'header-propagation',
    toSubgraph(headers, context) {
      for (const name of names) {
        const value = sendable(name, context.headers[name])
        if (value !== undefined) headers[name] = value
      }
      for (const rule of common) follow(rule, headers, context)
    },
    ...(perSubgraph.length > 0 && {
      toOneSubgraph(headers, subgraph, context) {
        for (const rule of perSubgraph) if (isFor(rule, subgraph)) follow(rule, headers, context)
      },
    }),
    ...(rules.response.length > 0 && {
      fetchLayer: (next) => async (fetch) => {
        const answer = await next(fetch)
        if (answer.headers) {
          const found = collected.get(fetch.context) ?? { headers: {}, cookies: [] }
          collected.set(fetch.context, found)
          for (const rule of rules.response) if (isFor(rule, fetch.subgraph)) collect(rule, answer.headers, found)
        }
        return answer
      },
      onAnswer({ context }, answer) {
        const found = collected.get(context)
        if (!found) return
        // What the router itself says of an answer is not for a subgraph to change.
        answer.headers = { ...found.headers, ...answer.headers }
        if (found.cookies.length === 0) return
        answer.cookies = found.cookies
        // They are for one client, whoever may have the rest: a cache between would give them to the next.
        answer.headers['cache-control'] = 'no-store'
      },
    }),
  }
}

/** What the answers of one request had for the client so far. */
type CollectedHeaders = { headers: Record<string, string>; cookies: string[] }

function sendable(name: string, value: string | undefined): string | undefined {
  if (value === undefined || (name === 'traceparent' && !TRACEPARENT.test(value))) return undefined
  // The token was checked, and may be longer.
  return name === 'authorization' || SENDABLE.test(value) ? value : undefined
}

function isFor({ subgraphs }: RequestRule | ResponseRule, subgraph: string): boolean {
  return !subgraphs || subgraphs.includes(subgraph)
}

function follow(rule: RequestRule, headers: Headers, context: RequestContext): void {
  if ('set' in rule) headers[rule.set] = rule.value
  else if ('remove' in rule) delete headers[rule.remove]
  else {
    const value = sendable(rule.pass, context.headers[rule.pass]) ?? rule.fallback
    if (value !== undefined) headers[rule.as ?? rule.pass] = value
  }
}

function collect({ pass, as = pass, merge = 'last' }: ResponseRule, from: AnswerHeaders, to: CollectedHeaders): void {
  const value = from[pass]
  if (value === undefined) return
  if (as === 'set-cookie') to.cookies.push(...[value].flat())
  else {
    const text = [value].flat().join(', ')
    const before = to.headers[as]
    if (before === undefined || merge === 'last') to.headers[as] = text
    else if (merge === 'append') to.headers[as] = `${before}, ${text}`
  }
}
