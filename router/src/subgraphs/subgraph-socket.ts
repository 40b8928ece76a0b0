import type { LookupFunction } from 'node:net'
import type { ExecutionResult, GraphQLFormattedError } from 'graphql'
import { CloseCode, createClient } from 'graphql-ws'
import type { Logger } from 'pino'
import { WebSocket } from 'ws'
import { UpstreamErrors } from './upstream-errors.ts'
import type { OpenUpstream } from './upstream.ts'

export type SubgraphSocket = {
  open: OpenUpstream
  /** Subscriptions that it carries. */
  count(): number
  stop(): void
}

/** A socket with no subscription left stays open this long, because the next one often comes soon. */
const IDLE_MS = 10_000
const PING_MS = 10_000
const PONG_MS = 5000
/** Where a second attempt would be told the same. */
const FINAL: ReadonlySet<number> = new Set([
  CloseCode.BadRequest,
  CloseCode.Unauthorized,
  CloseCode.Forbidden,
  CloseCode.SubprotocolNotAcceptable,
])

/**
 * One graphql-ws connection to one address of a subgraph, opened at the first subscription and shared by all. When it breaks,
 * its subscriptions fail; the next that is opened connects again. What belongs to one subscription, the client's token
 * among it, travels in its subscribe message as `extensions.headers`, because the connection belongs to no client.
 */
export function createSubgraphSocket({
  url,
  lookup,
  log,
}: {
  url: URL
  /** Finds the host, where the name in the URL stands for several. */
  lookup: LookupFunction | undefined
  log: Logger
}): SubgraphSocket {
  let pongTimer: NodeJS.Timeout | undefined
  let count = 0

  class SocketToHost extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, { perMessageDeflate: false, ...(lookup ? { lookup } : {}) })
    }
  }

  const client = createClient({
    url: socketUrl(url),
    webSocketImpl: SocketToHost,
    lazyCloseTimeout: IDLE_MS,
    keepAlive: PING_MS,
    // Whoever opens a subscription again knows from where, and may choose another address.
    retryAttempts: 0,
    on: {
      // A peer that vanished without a word is noticed only by its missing pong.
      ping: (received) => {
        if (!received) pongTimer = setTimeout(() => client.terminate(), PONG_MS).unref()
      },
      pong: (received) => {
        if (received) clearTimeout(pongTimer)
      },
      connected: () => log.debug({ address: url.href }, 'subscription socket connected'),
      closed: () => {
        clearTimeout(pongTimer)
        log.debug({ address: url.href }, 'subscription socket closed')
      },
    },
  })

  return {
    open({ query, operationName, variables, headers, resumeFrom }, sink) {
      let ended = false
      const end = (tell: () => void): void => {
        if (ended) return
        ended = true
        count -= 1
        tell()
      }
      count += 1
      const payload = {
        query,
        operationName,
        variables,
        // Read when the message is written: the client of graphql-ws connects anew by itself after a normal closure.
        get extensions() {
          const cursor = resumeFrom()
          return { headers: headers(), ...(cursor === undefined ? {} : { resumeFrom: cursor }) }
        },
      }
      const cancel = client.subscribe<ExecutionResult['data']>(payload, {
        next(event) {
          if (!ended) void sink.next(event as ExecutionResult)
        },
        complete: () => end(() => sink.complete()),
        error: (error) => end(() => sink.fail(reasonOf(error))),
      })
      return () => end(cancel)
    },
    count: () => count,
    stop() {
      client.terminate()
      // Not awaited: it waits for a connection that is being made, and that may take long to fail.
      Promise.resolve(client.dispose()).catch((error: unknown) =>
        log.debug({ err: error, address: url.href }, 'socket given up'),
      )
    },
  }
}

function socketUrl(url: URL): string {
  const address = new URL(url)
  address.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return address.href
}

function reasonOf(error: unknown): Error {
  if (isErrorList(error)) return new UpstreamErrors(error)
  const { code, reason } = (error ?? {}) as { code?: unknown; reason?: unknown }
  if (typeof code !== 'number') return new Error('its socket failed', { cause: error })
  const message = `It closed the socket with ${code}${typeof reason === 'string' && reason !== '' ? `: ${reason}` : ''}.`
  if (!FINAL.has(code)) return new Error(message, { cause: error })
  return new UpstreamErrors([{ message, extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }])
}

function isErrorList(error: unknown): error is GraphQLFormattedError[] {
  return Array.isArray(error)
}
