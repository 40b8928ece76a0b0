import { createClient, type Client, type Sink, type SubscribePayload } from 'graphql-ws'
import { iterateSink } from './iterate-sink.ts'
import type { LiveNotice } from './live-notice.ts'
import { createPlaceInStream } from './place-in-stream.ts'
import { reconnectPauseMs, retryHintMs } from './reconnect-pause.ts'
import { createTokenRenewal } from './token-renewal.ts'

/** What createLiveClient needs. */
export type LiveClientOptions = {
  /** The GraphQL address, as `ws:` or `wss:`. */
  url: string
  /**
   * The access token, without `Bearer`; null for nobody. Asked at each connection, and again before a token ends (read from its
   * `exp`). When it rejects, it is asked again after a pause.
   */
  token?: () => string | null | Promise<string | null>
  /** Told of gaps, conflated states and the connection. */
  onNotice?: (notice: LiveNotice) => void
  /** How often to ask the server for a sign of life, in milliseconds (default 12,000). */
  keepAliveMs?: number
  /** How long a connection without subscriptions is kept, in milliseconds (default 5,000). */
  idleMs?: number
  /** Where there is no global `WebSocket`: the class of `ws`, for example. */
  webSocketImpl?: unknown
}

const PONG_WITHIN_MS = 5_000
const FORBIDDEN = 4403
const TOKEN_EXPIRED = 'TOKEN_EXPIRED'

/** What ends one subscription for now, though the same may be had again. */
const TEMPORARY: ReadonlySet<unknown> = new Set(['SUBGRAPH_UNAVAILABLE', 'SUBSCRIBER_TOO_SLOW', 'RATE_LIMITED'])

/**
 * A client of graphql-ws, to be used as one (or given to urql and Apollo Client), whose subscriptions survive: after whatever break,
 * each goes on after its last event, each event comes once, and `extensions.gap` says when something is missing. It
 * connects again for as long as anything is subscribed to, with pauses that grow and differ, or as long as the server asks for.
 *
 * A subscription ends with an error that does not pass: the server's GraphQL errors as an array, or the close event, for example
 * with code 4403 and TOKEN_INVALID.
 */
export function createLiveClient(options: LiveClientOptions): Client {
  const { url, token = () => null, onNotice = () => {}, keepAliveMs = 12_000, idleMs = 5_000, webSocketImpl } = options
  const renewal = createTokenRenewal(token, (error) => onNotice({ kind: 'token-failed', error }))
  let used: string | null = null
  let hintMs: number | null = null
  let isAway = false
  let pongTimer: ReturnType<typeof setTimeout> | undefined

  const inner = createClient({
    url,
    webSocketImpl,
    keepAlive: keepAliveMs,
    lazyCloseTimeout: idleMs,
    async connectionParams() {
      try {
        used = await token()
      } catch (error) {
        onNotice({ kind: 'token-failed', error })
        throw error
      }
      return used === null ? {} : { authorization: `Bearer ${used}` }
    },
    retryAttempts: Number.POSITIVE_INFINITY,
    // An error without a close event is a network that is away, or a token that could not be had.
    shouldRetry: (problem) => {
      const { code, reason } = problem as { code?: unknown; reason?: unknown }
      return code !== FORBIDDEN || reason === TOKEN_EXPIRED
    },
    retryWait: (attempt) => pause(reconnectPauseMs(attempt, hintMs)),
    on: {
      connected(socket, _payload, isReconnect) {
        hintMs = null
        isAway = false
        renewal.begin(socket, used)
        onNotice({ kind: 'connected', isReconnect })
      },
      closed(event) {
        clearTimeout(pongTimer)
        renewal.end()
        const { code, reason } = event as { code: number; reason: string }
        hintMs = retryHintMs(reason)
        // Each attempt that fails is a closure, too.
        if (!isAway) onNotice({ kind: 'disconnected', code, reason })
        isAway = true
      },
      ping(received) {
        // A server that vanished without a word is noticed only by its missing pong.
        if (!received) pongTimer = setTimeout(() => inner.terminate(), PONG_WITHIN_MS)
      },
      pong(received, payload) {
        if (!received) return
        clearTimeout(pongTimer)
        renewal.confirm(payload)
      },
    },
  })

  /** What ends the subscriptions that wait to be made again: of those the inner client knows nothing. */
  const interrupted = new Set<() => void>()
  const subscribe: Client['subscribe'] = (request, sink) => followOn({ inner, request, sink, onNotice, interrupted })

  return {
    on: inner.on,
    subscribe,
    iterate: ((request: SubscribePayload) => iterateSink((sink) => subscribe(request, sink))) as Client['iterate'],
    dispose() {
      for (const end of interrupted) end()
      return inner.dispose()
    },
    terminate: () => inner.terminate(),
  }
}

/** One subscription over all its connections. Answers what ends it. */
function followOn(options: {
  inner: Client
  request: SubscribePayload
  sink: Sink
  onNotice: (notice: LiveNotice) => void
  interrupted: Set<() => void>
}): () => void {
  const { inner, request, sink, onNotice, interrupted } = options
  const place = createPlaceInStream(request)
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let stop = (): void => {}

  function open(): void {
    timer = undefined
    interrupted.delete(end)
    stop = inner.subscribe(place.payload, {
      next(result) {
        failures = 0
        if (!place.advance(result)) return
        const { gap, conflated } = (result.extensions ?? {}) as { gap?: unknown; conflated?: unknown }
        if (gap === true) onNotice({ kind: 'gap', request })
        if (conflated === true) onNotice({ kind: 'conflated', request })
        sink.next(result)
      },
      error(error) {
        const codes = codesOf(error)
        // Only what had begun: whether the first attempt is worth another one is for the application to say.
        if (!place.isKnown() || codes.length === 0 || !codes.every((code) => TEMPORARY.has(code)))
          return sink.error(error)
        const waitMs = reconnectPauseMs(failures, null)
        failures += 1
        onNotice({ kind: 'interrupted', request, codes, waitMs })
        timer = setTimeout(open, waitMs)
        interrupted.add(end)
      },
      complete: () => sink.complete(),
    })
  }

  function end(): void {
    if (timer === undefined) return stop()
    clearTimeout(timer)
    timer = undefined
    interrupted.delete(end)
    sink.complete()
  }

  open()
  return end
}

/** The codes of GraphQL errors, which end one subscription; empty for what ends the connection. */
function codesOf(error: unknown): string[] {
  if (!Array.isArray(error)) return []
  return error.map(({ extensions }: { extensions?: { code?: unknown } }) => String(extensions?.code))
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
