import { setTimeout as delay } from 'node:timers/promises'
import type { ExecutionResult, GraphQLFormattedError } from 'graphql'
import { createClient } from 'graphql-ws'
import type { Logger } from 'pino'
import { WebSocket } from 'ws'
import { createEventQueue } from '../subscriptions/event-queue.ts'
import { UpstreamErrors } from '../subscriptions/upstream-errors.ts'
import type { SubgraphRequest } from './transport.ts'

export type SubgraphSocket = {
  subscribe(request: SubgraphRequest): AsyncIterableIterator<ExecutionResult>
  stop(): Promise<void>
}

/** A socket with no subscription left stays open this long, because the next one often comes soon. */
const IDLE_MS = 10_000
const PING_MS = 10_000
const PONG_MS = 5000
const FIRST_RETRY_MS = 100
const LONGEST_RETRY_MS = 5000

/**
 * One graphql-ws connection per subgraph, opened at the first subscription and shared by all. When it breaks, it is opened
 * again with growing, jittered pauses and every subscription is made anew: as a subscription begins with the current
 * state, nothing is missed. The headers of a subscription, the client's token among them, travel as
 * `extensions.headers` of its subscribe message, because the connection belongs to no client.
 */
export function createSubgraphSocket(options: {
  name: string
  /** Asked at each connection. */
  address: () => URL
  subscriptionRetries: number
  subscriptionBuffer: number
  log: Logger
}): SubgraphSocket {
  const { name, log } = options
  const stopping = new AbortController()
  let pongTimer: NodeJS.Timeout | undefined

  const client = createClient({
    url: () => socketUrl(options.address()),
    webSocketImpl: WebSocket,
    lazyCloseTimeout: IDLE_MS,
    keepAlive: PING_MS,
    retryAttempts: options.subscriptionRetries,
    shouldRetry: () => !stopping.signal.aborted,
    retryWait: (attempt) => pause(attempt, stopping.signal),
    on: {
      // A peer that vanished without a word is noticed only by its missing pong.
      ping: (received) => {
        if (!received) pongTimer = setTimeout(() => client.terminate(), PONG_MS).unref()
      },
      pong: (received) => {
        if (received) clearTimeout(pongTimer)
      },
      connected: () => log.debug({ subgraph: name }, 'subscription socket connected'),
      closed: () => {
        clearTimeout(pongTimer)
        log.debug({ subgraph: name }, 'subscription socket closed')
      },
    },
  })

  function subscribe({
    query,
    operationName,
    variables,
    headers,
  }: SubgraphRequest): AsyncIterableIterator<ExecutionResult> {
    let cancel = (): void => {}
    const queue = createEventQueue<ExecutionResult>(options.subscriptionBuffer, () => cancel())
    cancel = client.subscribe<ExecutionResult['data']>(
      { query, operationName, variables, extensions: { headers } },
      {
        next: (event) => queue.push(event as ExecutionResult),
        complete: () => queue.end(),
        error: (error) =>
          queue.fail(isErrorList(error) ? new UpstreamErrors(error) : new Error('its socket failed', { cause: error })),
      },
    )
    return queue.iterator
  }

  return {
    subscribe,
    async stop() {
      stopping.abort()
      client.terminate()
      // Not awaited: it waits for a connection that is being made, and that may take long to fail.
      Promise.resolve(client.dispose()).catch((error: unknown) =>
        log.debug({ err: error, subgraph: name }, 'socket given up'),
      )
    },
  }
}

function socketUrl(url: URL): string {
  const address = new URL(url)
  address.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return address.href
}

function isErrorList(error: unknown): error is GraphQLFormattedError[] {
  return Array.isArray(error)
}

/** Ends early, without an error, when the router stops: the client of graphql-ws leaves a rejection unhandled. */
async function pause(attempt: number, signal: AbortSignal): Promise<void> {
  const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt)
  await delay(longest * (0.5 + Math.random() / 2), undefined, { signal, ref: false }).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}
