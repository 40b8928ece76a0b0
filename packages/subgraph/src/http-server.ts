import { GraphQLError } from 'graphql'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerOverHttp } from './graphql-over-http.ts'
import { hasLeft, readBodyBytes } from './http-body.ts'
import { createSocketHost } from './graphql-over-socket.ts'
import type { Log } from './log.ts'
import { within } from './within.ts'
import type { Subgraph, SubgraphRoute } from './subgraph.ts'

/** What serve needs beside the subgraph. */
export type ServeOptions = {
  host: string
  /** 0 takes a free one. */
  port: number
  log: Log
  /** The largest body and WebSocket message, in bytes. */
  maxBodyBytes?: number
  /** How long running requests may take to end when the server stops, in milliseconds. */
  graceMs?: number
}

/** A listening server. `stop()` takes less than 2 s; the subgraph itself is stopped by who made it. */
export type SubgraphServer = { port: number; url: string; stop(): Promise<void> }

const READY_WITHIN_MS = 2_000

function answerJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

async function answerRoute(route: SubgraphRoute, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) if (value !== undefined) headers.set(name, String(value))
  // Not the client's host header, which can be any text: no route looks at it.
  const url = new URL(request.url ?? '/', 'http://localhost')
  const { method = 'GET' } = request
  const body =
    method === 'POST' && route.maxBodyBytes !== undefined ? await readBodyBytes(request, route.maxBodyBytes) : null
  const answer = await route.handle(new Request(url, { method, headers, body: body && new Uint8Array(body) }))
  const bytes = Buffer.from(await answer.arrayBuffer())
  response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), 'content-length': bytes.length })
  response.end(method === 'HEAD' ? undefined : bytes)
}

function takes({ maxBodyBytes }: SubgraphRoute, method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD' || (method === 'POST' && maxBodyBytes !== undefined)
}

/**
 * Serves a subgraph: POST /graphql, graphql-ws on /graphql, GET /health/live and /health/ready, and its routes.
 * Rejects when the port cannot be had.
 */
export async function serve(subgraph: Subgraph, options: ServeOptions): Promise<SubgraphServer> {
  const { host, port, log, maxBodyBytes = 4_194_304, graceMs = 1_200 } = options
  const sockets = createSocketHost(subgraph, maxBodyBytes)
  let stopping: Promise<void> | null = null

  async function answerReady(response: ServerResponse): Promise<void> {
    if (stopping) return answerJson(response, 503, { status: 'stopping' })
    try {
      await within(READY_WITHIN_MS, subgraph.ready())
      answerJson(response, 200, { status: 'ready' })
    } catch (error) {
      log.warn({ err: error }, 'not ready')
      answerJson(response, 503, { status: 'not ready' })
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Whoever keeps the connection must not send the next request into a server that is about to close it.
    if (stopping) response.setHeader('connection', 'close')
    const path = (request.url ?? '/').split('?', 1)[0]!
    const reads = request.method === 'GET' || request.method === 'HEAD'
    if (path === '/graphql') {
      if (request.method === 'POST') return answerOverHttp(subgraph, request, response, maxBodyBytes)
      response.setHeader('allow', 'POST')
      return answerJson(response, 405, { status: 'method not allowed' })
    }
    if (reads && path === '/health/live') return answerJson(response, 200, { status: 'live' })
    if (reads && path === '/health/ready') return answerReady(response)
    const route = subgraph.routes.find((one) => path.startsWith(one.path) && takes(one, request.method))
    return route ? answerRoute(route, request, response) : answerJson(response, 404, { status: 'not found' })
  }

  // An offer of HTTP/2 in clear text, which Java makes, is an ordinary request to whom does not take it up.
  const shouldUpgradeCallback = ({ headers }: IncomingMessage) => headers.upgrade?.toLowerCase() === 'websocket'
  const server = createServer({ shouldUpgradeCallback }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (error instanceof GraphQLError && error.extensions.code === 'PAYLOAD_TOO_LARGE') {
        // What is left of the body would be taken for the next request on this connection.
        response.setHeader('connection', 'close')
        return answerJson(response, 413, { status: 'payload too large' })
      }
      if (hasLeft(request)) return log.debug({ err: error }, 'a client left in the middle of its request')
      log.error({ err: error, path: request.url }, 'a request could not be answered')
      if (response.headersSent) response.destroy()
      else answerJson(response, 500, { status: 'internal server error' })
    })
  })
  // Longer than any client of ours keeps an idle connection: who closes second never meets a request on its way.
  server.keepAliveTimeout = 65_000
  server.headersTimeout = 66_000
  server.on('upgrade', (request, socket, head) => {
    if (!stopping && (request.url ?? '').split('?', 1)[0] === '/graphql') return sockets.upgrade(request, socket, head)
    // It is nobody's any more: without a listener its error would end the process, and half open it would hold up a stop.
    socket.on('error', (error) => log.debug({ err: error }, 'a client left before it was refused a socket'))
    socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n', () => socket.destroy())
  })

  async function stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    const force = setTimeout(() => server.closeAllConnections(), graceMs)
    await sockets.stop(graceMs)
    await closed
    clearTimeout(force)
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  server.removeAllListeners('error')
  server.on('error', (error) => log.error({ err: error }, 'the HTTP server has an error'))
  const bound = (server.address() as AddressInfo).port
  log.info({ host, port: bound }, 'listening')
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return { port: bound, url: `http://${reachable}:${bound}`, stop: () => (stopping ??= stop()) }
}
