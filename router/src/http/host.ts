import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { Server as NetServer } from 'node:net'
import type { Logger } from 'pino'
import { codeOf, RequestRefused } from '../errors.ts'
import type { HttpAnswer, HttpExchange, OpenBody, RouterPlugin } from '../plugin.ts'
import { errorAnswer, refusalAnswer } from './answers.ts'
import { compressAnswer } from './compress-answer.ts'
import { endInTime } from './end-in-time.ts'
import { Exchange } from './exchange.ts'
import { answerBrokenRequest } from './broken-requests.ts'

export const GRAPHQL_PATH = '/graphql'

/** Longer than the idle time-outs of the usual load balancers: the side that sends must be the first to let go. */
const KEEP_ALIVE_MS = 65_000
const REQUEST_TIMEOUT_MS = 30_000

export type Host = { server: Server; stop(graceMs: number): Promise<void> }

/** Everything that speaks HTTP: runs the policies, hands over what is left to `respond`, writes the answer. */
export function createHost({
  plugins,
  respond,
  compression,
  stallMs,
  log,
}: {
  plugins: readonly RouterPlugin[]
  respond(exchange: HttpExchange): Promise<HttpAnswer>
  /** Whether answers are compressed for those who accept it. */
  compression: boolean
  /** How long a client may leave unread what is written for it. */
  stallMs: number
  log: Logger
}): Host {
  const askedFirst = plugins.filter((plugin) => plugin.onHttp)
  const askedLast = plugins.filter((plugin) => plugin.onAnswer).toReversed()
  let inFlight = 0
  /** Answers that are given, and that their clients have not read. */
  let unread = 0
  let stopping = false
  const { promise: idle, resolve: becomeIdle } = Promise.withResolvers<void>()

  const server = createServer(
    {
      keepAliveTimeout: KEEP_ALIVE_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      // An offer of HTTP/2 in clear text, which curl makes, is an ordinary request to whom does not take it up.
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    },
    (request, response) => {
      inFlight += 1
      void handle(request, response).finally(() => {
        inFlight -= 1
        if (stopping && inFlight === 0) becomeIdle()
      })
    },
  )
  server.on('clientError', answerBrokenRequest)

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = new Exchange(request, response, log)
    const answer = review(exchange, await answerTo(exchange))
    try {
      answer.headers['x-content-type-options'] = 'nosniff'
      if (stopping) answer.headers['connection'] = 'close'
      if (compression) {
        const packing = compressAnswer(answer, exchange.context.headers)
        if (packing) await packing
      }
      const { body } = answer
      if (typeof body === 'string' || Buffer.isBuffer(body)) {
        const reading = writeWhole(response, answer, body, stallMs)
        if (reading) await untilRead(reading)
      } else await writeOpen(response, answer, body)
    } catch (error) {
      exchange.context.log.debug({ err: error }, 'answer not written')
      response.destroy()
    }
  }

  async function untilRead(reading: Promise<void>): Promise<void> {
    unread += 1
    await reading
    unread -= 1
  }

  async function answerTo(exchange: HttpExchange): Promise<HttpAnswer> {
    try {
      for (const plugin of askedFirst) {
        const answer = plugin.onHttp?.(exchange)
        // Waiting costs a turn of the queue, also for what is there already.
        const settled = answer instanceof Promise ? await answer : answer
        // A copy: an operator's own may answer without headers, or with the same ones each time.
        if (settled) return { ...settled, headers: { ...settled.headers } }
      }
      return await respond(exchange)
    } catch (error) {
      if (error instanceof RequestRefused) {
        exchange.context.activity.code ??= error.code
        return refusalAnswer(error)
      }
      return failed(exchange, error)
    }
  }

  /** The policies look at an answer. One that fails, such as an operator's own, fails this request and not the process. */
  function review(exchange: HttpExchange, given: HttpAnswer): HttpAnswer {
    let answer = given
    for (const plugin of askedLast) {
      try {
        plugin.onAnswer?.(exchange, answer)
      } catch (error) {
        answer = failed(exchange, error)
      }
    }
    return answer
  }

  async function stop(graceMs: number): Promise<void> {
    stopping = true
    // For Node's HTTP a connection is idle, and closed at once, also while its client reads the last answer.
    NetServer.prototype.close.call(server)
    if (unread === 0) server.closeIdleConnections()
    if (inFlight === 0) becomeIdle()
    const { promise: tooLong, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, graceMs)
    await Promise.race([idle, tooLong])
    clearTimeout(timer)
    server.close()
    server.closeAllConnections()
  }

  return { server, stop }
}

function failed({ context, request }: HttpExchange, error: unknown): HttpAnswer {
  context.activity.code = 'INTERNAL_SERVER_ERROR'
  const gone = request.destroyed && codeOf(error) === 'ECONNRESET'
  context.log[gone ? 'debug' : 'error']({ err: error }, 'request failed')
  return errorAnswer(500, 'INTERNAL_SERVER_ERROR', 'Internal server error')
}

/** A promise, where the client does not take it at once. */
function writeWhole(
  response: ServerResponse,
  answer: HttpAnswer,
  body: string | Buffer,
  stallMs: number,
): Promise<void> | null {
  if (response.destroyed) return null
  const length = Buffer.byteLength(body)
  // RFC 9110, 8.6: an answer without content has no length either.
  if (answer.status !== 204) answer.headers['content-length'] = String(length)
  writeHead(response, answer)
  if (response.req.method === 'HEAD') return endInTime(response, stallMs)
  // A text of ASCII only, which most answers are, needs no encoding: it is copied.
  const isAscii = typeof body === 'string' && length === body.length
  return endInTime(response, stallMs, body, isAscii ? 'latin1' : 'utf8')
}

/** Until it is ended, or the client leaves. */
async function writeOpen(response: ServerResponse, answer: HttpAnswer, body: OpenBody): Promise<void> {
  const closed = new Promise((resolve) => response.once('close', resolve))
  // The head and what is said at once go out together.
  response.cork()
  if (!response.destroyed) {
    writeHead(response, answer)
    response.flushHeaders()
  }
  body.open(response)
  response.uncork()
  if (!response.destroyed) await closed
}

function writeHead(response: ServerResponse, { status, headers, cookies }: HttpAnswer): void {
  if (cookies) response.setHeader('set-cookie', cookies)
  response.writeHead(status, headers)
}
