import { headersToSubgraph } from '../plugin.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { Headers, RequestContext } from '../request-context.ts'

/** Something that ends early when the client leaves. */
export type Leavable = { onLeave(): void }

/**
 * Headers that say which request it is, not who asks for what: no answer may depend on them, so two fetches that differ
 * in nothing else are equal. Every other header that is passed on may matter to a subgraph (the token above all, but
 * also a language, a tenant, a user agent) and keeps fetches apart.
 */
export const REQUEST_ONLY = new Set(['x-request-id', 'traceparent', 'tracestate'])

/** What is sent besides the body, the same for all fetches of one request from one subgraph. */
export class OutgoingHeaders {
  readonly headers: Headers
  /** Names and values in turn, with those that every question has: as undici sends them fastest. */
  readonly list: string[]
  private known: string | null = null

  constructor(headers: Headers, always: readonly string[]) {
    this.headers = headers
    this.list = [...always]
    for (const name in headers) {
      const value = headers[name]
      if (value !== undefined) this.list.push(name, value)
    }
  }

  /** The list with the `traceparent` of one fetch. */
  listWith(traceparent: string | undefined): string[] {
    if (traceparent === undefined) return this.list
    const list = [...this.list]
    const place = list.indexOf('traceparent')
    if (place === -1) list.push('traceparent', traceparent)
    else list[place + 1] = traceparent
    return list
  }

  /** The same for all requests that a subgraph cannot tell apart. */
  get identity(): string {
    if (this.known === null) {
      const entries = Object.entries(this.headers).filter(([name]) => !REQUEST_ONLY.has(name))
      this.known = JSON.stringify(entries)
    }
    return this.known
  }
}

/** What the fetches of one request share: their headers, and one ear for the client that leaves. */
export class RequestTraffic {
  private readonly context: RequestContext
  private readonly plugins: readonly RouterPlugin[]
  private readonly always: readonly string[]
  private readonly outgoing = new Map<string, OutgoingHeaders>()
  private readonly leavables = new Set<Leavable>()
  private listens = false

  constructor(context: RequestContext, plugins: readonly RouterPlugin[], always: readonly string[]) {
    this.context = context
    this.plugins = plugins
    this.always = always
  }

  /** `key` is the subgraph when a policy treats subgraphs differently, else one for all: headers are made once. */
  headersFor(subgraph: string, key: string): OutgoingHeaders {
    let found = this.outgoing.get(key)
    if (!found) {
      found = new OutgoingHeaders(headersToSubgraph(this.plugins, this.context, subgraph), this.always)
      this.outgoing.set(key, found)
    }
    return found
  }

  /** False when the client has left already. */
  track(leavable: Leavable): boolean {
    if (!this.listens) {
      this.listens = true
      const { signal } = this.context
      if (signal.aborted) return false
      // One listener for all fetches; it goes with the request, whose signal nobody else keeps.
      signal.addEventListener('abort', () => this.leave(), { once: true })
    }
    if (this.context.signal.aborted) return false
    this.leavables.add(leavable)
    return true
  }

  untrack(leavable: Leavable): void {
    this.leavables.delete(leavable)
  }

  private leave(): void {
    for (const leavable of this.leavables) leavable.onLeave()
    this.leavables.clear()
  }
}
