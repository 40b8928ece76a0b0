import type { ExecutionResult } from 'graphql'
import type { Logger } from 'pino'
import { Pool } from 'undici'
import { codeOf } from '../errors.ts'
import { createSubgraphSocket } from './subgraph-socket.ts'
import type { OwnedTransport, SubgraphRequest } from './transport.ts'

export type HttpTransportOptions = {
  name: string
  url: URL
  connections: number
  subscriptionRetries: number
  subscriptionBuffer: number
  log: Logger
}

/**
 * Shorter than the five seconds after which Node's servers close an idle connection: the side that sends must be the
 * first to let go, or a request is written to a connection that is being closed.
 */
const KEEP_ALIVE_MS = 4000
const CONNECT_TIMEOUT_MS = 3000
const READY_TIMEOUT_MS = 2000

/** The connection was closed before an answer began. */
const CONNECTION_LOST = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])

/** GraphQL over a pool of kept-alive HTTP/1.1 connections, subscriptions over graphql-ws at the same address. */
export function createHttpTransport(options: HttpTransportOptions): OwnedTransport {
  const { url, connections } = options
  const pool = new Pool(url.origin, {
    connections,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: CONNECT_TIMEOUT_MS },
  })
  const socket = createSubgraphSocket(options)

  async function post(request: SubgraphRequest): Promise<ExecutionResult> {
    const { query, operationName, variables, headers, signal } = request
    const answer = await pool.request({
      path: url.pathname + url.search,
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query, operationName: operationName ?? undefined, variables: variables ?? undefined }),
      signal: signal ?? null,
    })
    return readResult(answer.statusCode, await answer.body.text())
  }

  async function execute(request: SubgraphRequest): Promise<ExecutionResult> {
    try {
      return await post(request)
    } catch (error) {
      // Even so a subgraph that restarts leaves dead connections in the pool. A query may be asked again.
      if (!request.repeatable || request.signal?.aborted || !CONNECTION_LOST.has(codeOf(error) ?? '')) throw error
      return post(request)
    }
  }

  async function ready(): Promise<void> {
    const signal = AbortSignal.timeout(READY_TIMEOUT_MS)
    const answer = await pool.request({ path: '/health/ready', method: 'GET', signal })
    await answer.body.dump()
    if (answer.statusCode === 200) return
    if (answer.statusCode === 503) throw new Error('it says that it is not ready')
    // A subgraph without that route: any answer to the smallest query will do.
    await post({ query: '{ __typename }', headers: {}, signal })
  }

  return {
    execute,
    ready,
    subscribe: async (request) => socket.subscribe(request),
    async stop() {
      await socket.stop()
      await pool.destroy()
    },
  }
}

/** A subgraph may answer with any status, as long as what it says is a GraphQL result. */
function readResult(status: number, text: string): ExecutionResult {
  let result: unknown
  try {
    result = JSON.parse(text)
  } catch (cause) {
    throw new Error(`It answered ${status} with something that is not JSON.`, { cause })
  }
  const { data, errors } = (result ?? {}) as { data?: unknown; errors?: unknown }
  if (data === undefined && !Array.isArray(errors)) throw new Error(`It answered ${status} without data and errors.`)
  return result as ExecutionResult
}
