import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from 'graphql-ws'
import type { Logger } from 'pino'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { RequestRefused } from '../errors.ts'
import { singleHeaders } from '../http/exchange.ts'
import { GRAPHQL_PATH } from '../http/host.ts'
import { clientAddress } from '../rate-limits/client-address.ts'
import type { TrustedProxies } from '../rate-limits/client-address.ts'
import { newRequestContext } from '../request-context.ts'
import { SocketConnection } from './socket-connection.ts'
import type { SocketParts } from './socket-connection.ts'

export type SocketHost = {
  onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** How many are open. */
  count(): number
  stop(): void
}

/** One for all: an abort without a reason writes down where it came from, each time. */
const LEFT = new Error('The client has left.')

/** WebSockets at the GraphQL address. What is said over them is decided in socket-connection.ts. */
export function createSocketHost({
  parts,
  maxMessageBytes,
  trustedProxies,
  log,
}: {
  parts: SocketParts
  maxMessageBytes: number
  trustedProxies: TrustedProxies
  log: Logger
}): SocketHost {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    // Compressing what is sent to thousands costs more than the network; see socket-connection.ts for what relies on it.
    perMessageDeflate: false,
    autoPong: false,
    handleProtocols,
  })

  function serve(socket: WebSocket, raw: Duplex, request: IncomingMessage): void {
    // A client may break off in the middle of a frame, or send one that is too long: `ws` closes the socket itself.
    socket.on('error', (error) => log.debug({ err: error }, 'socket broke'))
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      return socket.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable')
    }
    const left = new AbortController()
    const context = newRequestContext(singleHeaders(request), left.signal, log)
    context.address = clientAddress(request, trustedProxies)
    const connection = new SocketConnection(socket, raw, context, parts)
    socket.on('message', (data: Buffer, isBinary) => connection.onMessage(isBinary ? null : data.toString('utf8')))
    socket.on('ping', (data) => connection.onPing(data))
    socket.on('pong', () => connection.onPong())
    socket.once('close', () => {
      left.abort(LEFT)
      connection.onClosed()
    })
  }

  async function admit(request: IncomingMessage, raw: Duplex, head: Buffer): Promise<void> {
    const leaving = new AbortController()
    const onClose = (): void => leaving.abort(LEFT)
    raw.once('close', onClose)
    try {
      await parts.connections.admission.enter(leaving.signal)
      sockets.handleUpgrade(request, raw, head, (socket) => serve(socket, raw, request))
    } catch (error) {
      if (leaving.signal.aborted) return
      const seconds = error instanceof RequestRefused ? (error.headers['retry-after'] ?? '1') : '1'
      turnAway(raw, `503 Service Unavailable\r\nretry-after: ${seconds}`)
    } finally {
      raw.off('close', onClose)
    }
  }

  return {
    onUpgrade(request, raw, head) {
      // First of all: the server has stopped listening to it, and an error that nobody hears ends the process.
      raw.on('error', (error) => log.debug({ err: error }, 'socket broke'))
      const path = (request.url ?? '').split('?')[0]
      if (path === GRAPHQL_PATH) void admit(request, raw, head)
      else turnAway(raw, '404 Not Found')
    },
    count: () => sockets.clients.size,
    stop: () => sockets.close(),
  }
}

/** The socket ends with the answer: whoever never hangs up in turn would keep it for good. */
function turnAway(raw: Duplex, head: string): void {
  raw.write(`HTTP/1.1 ${head}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
  ;(raw as Socket).destroySoon()
}
