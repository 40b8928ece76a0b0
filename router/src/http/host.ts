import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { RequestRefused } from '../errors.ts'
import type { HttpAnswer, HttpExchange, OpenBody, RouterPlugin } from '../plugin.ts'
import { errorAnswer, refusalAnswer } from './answers.ts'
import { compressAnswer } from './compress-answer.ts'
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
  log,
}: {
  plugins: readonly RouterPlugin[]
  respond(exchange: HttpExchange): Promise<HttpAnswer>
  /** Whether answers are compressed for those who accept it. */
  compression: boolean
  log: Logger
}): Host {
  const askedFirst = plugins.filter((plugin) => plugin.onHttp)
  const askedLast = plugins.filter((plugin) => plugin.onAnswer).toReversed()
  let inFlight = 0
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
    const answer = await answerTo(exchange)
    for (const plugin of askedLast) plugin.onAnswer?.(exchange, answer)
    const { headers } = answer
    headers['x-content-type-options'] = 'nosniff'
    if (stopping) headers['connection'] = 'close'
    try {
      if (compression) {
        const packing = compressAnswer(answer, exchange.context.headers)
        if (packing) await packing
      }
      if (typeof answer.body === 'string' || Buffer.isBuffer(answer.body)) writeWhole(response, answer, answer.body)
      else if ('open' in answer.body) await writeOpen(response, answer, answer.body)
      else await writeParts(response, answer, answer.body)
    } catch (error) {
      exchange.context.log.debug({ err: error }, 'answer not written')
      response.destroy()
    }
  }

  async function answerTo(exchange: HttpExchange): Promise<HttpAnswer> {
    try {
      for (const plugin of askedFirst) {
        const answer = plugin.onHttp?.(exchange)
        // Waiting costs a turn of the queue, also for what is there already.
        const settled = answer instanceof Promise ? await answer : answer
        if (settled) return settled
      }
      return await respond(exchange)
    } catch (error) {
      if (error instanceof RequestRefused) {
        exchange.context.activity.code ??= error.code
        return refusalAnswer(error)
      }
      exchange.context.activity.code = 'INTERNAL_SERVER_ERROR'
      const gone = exchange.request.destroyed && !exchange.request.complete
      exchange.context.log[gone ? 'debug' : 'error']({ err: error }, 'request failed')
      return errorAnswer(500, 'INTERNAL_SERVER_ERROR', 'Internal server error')
    }
  }

  async function stop(graceMs: number): Promise<void> {
    stopping = true
    server.close()
    server.closeIdleConnections()
    if (inFlight === 0) becomeIdle()
    const { promise: tooLong, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, graceMs)
    await Promise.race([idle, tooLong])
    clearTimeout(timer)
    server.closeAllConnections()
  }

  return { server, stop }
}

function writeWhole(response: ServerResponse, answer: HttpAnswer, body: string | Buffer): void {
  if (response.destroyed) return
  const length = Buffer.byteLength(body)
  // RFC 9110, 8.6: an answer without content has no length either.
  if (answer.status !== 204) answer.headers['content-length'] = String(length)
  writeHead(response, answer)
  if (response.req.method === 'HEAD') response.end()
  // A text of ASCII only, which most answers are, needs no encoding: it is copied.
  else if (typeof body === 'string' && length === body.length) response.end(body, 'latin1')
  else response.end(body)
}

async function writeParts(response: ServerResponse, answer: HttpAnswer, parts: AsyncIterable<string>): Promise<void> {
  if (response.destroyed) return
  writeHead(response, answer)
  for await (const part of parts) response.write(part)
  response.end()
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
