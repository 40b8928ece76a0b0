import { parse } from 'graphql'
import type { ExecutionArgs } from 'graphql'
import type { SubscribePayload } from 'graphql-ws'
import { useServer } from 'graphql-ws/use/ws'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Subgraph } from './subgraph.ts'

/** The WebSocket side of a server. */
export type SocketHost = {
  /** Takes over a connection that asks for an upgrade. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Ends every subscription and closes all sockets, by force after `graceMs`. */
  stop(graceMs: number): Promise<void>
}

type Headers = Record<string, string | undefined>

function textHeaders(value: unknown): Headers | null {
  if (typeof value !== 'object' || value === null) return null
  const texts = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return Object.fromEntries(texts.map(([name, text]) => [name.toLowerCase(), text]))
}

/**
 * The headers of one operation. The router carries many viewers over one socket, so each subscribe message brings its own
 * in `extensions.headers`. They replace those of connection_init altogether: an operation of nobody must not run as somebody.
 */
function headersOf(payload: SubscribePayload, connectionParams: unknown): Headers {
  return textHeaders(payload.extensions?.headers) ?? textHeaders(connectionParams) ?? {}
}

// graphql-ws wants something to execute; what really runs is the subgraph, which keeps documents and contexts itself.
const PLACEHOLDER = parse('subscription { placeholder }')

/** Serves graphql-transport-ws (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). */
export function createSocketHost(subgraph: Subgraph, maxPayload: number): SocketHost {
  const sockets = new WebSocketServer({ noServer: true, maxPayload })
  const graphql = useServer(
    {
      onSubscribe: async ({ connectionParams }, _id, payload) => {
        const { query, operationName, variables, extensions } = payload
        const headers = headersOf(payload, connectionParams)
        const answer = await subgraph.subscribe({ query, operationName, variables, headers, extensions })
        // Nothing began: the protocol has a message of its own for that.
        if ('errors' in answer && !('data' in answer)) return answer.errors
        const args: ExecutionArgs = {
          schema: subgraph.schema,
          document: PLACEHOLDER,
          rootValue: null,
          contextValue: answer,
        }
        return args
      },
      subscribe: ({ contextValue }: ExecutionArgs) => contextValue as Awaited<ReturnType<Subgraph['subscribe']>>,
    },
    sockets,
  )
  return {
    upgrade(request, socket, head) {
      sockets.handleUpgrade(request, socket, head, (webSocket) => sockets.emit('connection', webSocket, request))
    },
    async stop(graceMs) {
      const force = setTimeout(() => {
        for (const client of sockets.clients) client.terminate()
      }, graceMs)
      try {
        await graphql.dispose()
      } finally {
        clearTimeout(force)
      }
    },
  }
}
