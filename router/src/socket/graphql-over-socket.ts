import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { handleProtocols } from 'graphql-ws'
import type { Logger } from 'pino'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { singleHeaders } from '../http/exchange.ts'
import { GRAPHQL_PATH } from '../http/host.ts'
import { clientAddress } from '../rate-limits/client-address.ts'
import type { TrustedProxies } from '../rate-limits/client-address.ts'
import { newRequestContext } from '../request-context.ts'
import type { createSocketProtocol } from './socket-protocol.ts'

export type SocketHost = {
  onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** How many are open. */
  count(): number
  /** Closes every socket with 1001, and after `graceMs` without asking. */
  stop(graceMs: number): Promise<void>
}

const PING_MS = 12_000
const GOING_AWAY = 1001
const INTERNAL_ERROR = 4500

/** WebSockets at the GraphQL address: what the protocol says is decided in socket-protocol.ts, here are the bytes. */
export function createSocketHost({
  protocol,
  maxMessageBytes,
  trustedProxies,
  log,
}: {
  protocol: ReturnType<typeof createSocketProtocol>
  maxMessageBytes: number
  trustedProxies: TrustedProxies
  log: Logger
}): SocketHost {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, handleProtocols })

  function serve(socket: WebSocket, request: IncomingMessage): void {
    const left = new AbortController()
    const context = newRequestContext(singleHeaders(request), left.signal, log)
    context.address = clientAddress(request, trustedProxies)
    const stopPinging = keepAlive(socket)
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => send(socket, text),
        close: (code, reason) => socket.close(code, reason),
        onMessage(handle) {
          socket.on('message', (data: Buffer) => {
            handle(data.toString('utf8')).catch((error: unknown) => {
              context.log.error({ err: error }, 'socket message failed')
              socket.close(INTERNAL_ERROR, 'Internal server error')
            })
          })
        },
      },
      { socket, context },
    )
    // A client may break off in the middle of a frame, or send one that is too long: `ws` closes the socket itself.
    socket.on('error', (error) => context.log.debug({ err: error }, 'socket broke'))
    socket.once('close', (code, reason) => {
      stopPinging()
      left.abort()
      closed(code, String(reason)).catch((error: unknown) =>
        context.log.error({ err: error }, 'socket not closed cleanly'),
      )
    })
  }

  return {
    onUpgrade(request, socket, head) {
      const path = (request.url ?? '').split('?')[0]
      if (path !== GRAPHQL_PATH) return void socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n')
      sockets.handleUpgrade(request, socket, head, serve)
    },
    count: () => sockets.clients.size,
    async stop(graceMs) {
      const all = [...sockets.clients]
      const gone = all.map((client) => new Promise((resolve) => client.once('close', resolve)))
      for (const client of all) client.close(GOING_AWAY, 'Going away')
      const timer = setTimeout(() => all.forEach((client) => client.terminate()), graceMs)
      await Promise.all(gone)
      clearTimeout(timer)
      sockets.close()
    },
  }
}

/** Resolves when the bytes have left for the network, so that a slow reader slows its own events down. */
function send(socket: WebSocket, text: string): Promise<void> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve()
  return new Promise((resolve, reject) => {
    socket.send(text, (error) => {
      if (!error || socket.readyState !== socket.OPEN) resolve()
      else reject(error)
    })
  })
}

/** A client that vanished without closing is found out by its missing pong. */
function keepAlive(socket: WebSocket): () => void {
  let alive = true
  socket.on('pong', () => {
    alive = true
  })
  const timer = setInterval(() => {
    if (!alive) return socket.terminate()
    alive = false
    socket.ping()
  }, PING_MS)
  return () => clearInterval(timer)
}
