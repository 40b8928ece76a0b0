import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { RequestRefused } from '../errors.ts'
import type { HttpAnswer, HttpExchange, RouterPlugin } from '../plugin.ts'
import { newRequestContext } from '../request-context.ts'
import type { Headers } from '../request-context.ts'
import { errorAnswer, refusalAnswer } from './answers.ts'

export const GRAPHQL_PATH = '/graphql'

/** Longer than the idle time-outs of the usual load balancers: the side that sends must be the first to let go. */
const KEEP_ALIVE_MS = 65_000
const REQUEST_TIMEOUT_MS = 30_000

export type Host = { server: Server; stop(graceMs: number): Promise<void> }

/** Everything that speaks HTTP: runs the policies, hands over what is left to `respond`, writes the answer. */
export function createHost({
  plugins,
  respond,
  log,
}: {
  plugins: readonly RouterPlugin[]
  respond(exchange: HttpExchange): Promise<HttpAnswer>
  log: Logger
}): Host {
  const inFlight = new Set<Promise<void>>()
  let stopping = false

  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    (request, response) => {
      const handled = handle(request, response).finally(() => inFlight.delete(handled))
      inFlight.add(handled)
    },
  )

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const left = new AbortController()
    response.once('close', () => {
      if (!response.writableFinished) left.abort()
    })
    const exchange: HttpExchange = {
      request,
      url: urlOf(request),
      context: newRequestContext(singleHeaders(request), left.signal, log),
      startedAt: performance.now(),
    }
    const answer = await answerTo(exchange)
    for (const plugin of plugins.toReversed()) plugin.onAnswer?.(exchange, answer)
    if (stopping) answer.headers['connection'] = 'close'
    await write(response, answer).catch((error: unknown) =>
      exchange.context.log.debug({ err: error }, 'answer not written'),
    )
  }

  async function answerTo(exchange: HttpExchange): Promise<HttpAnswer> {
    try {
      for (const plugin of plugins) {
        const answer = await plugin.onHttp?.(exchange)
        if (answer) return answer
      }
      return await respond(exchange)
    } catch (error) {
      if (error instanceof RequestRefused) return refusalAnswer(error)
      const gone = exchange.request.destroyed && !exchange.request.complete
      exchange.context.log[gone ? 'debug' : 'error']({ err: error }, 'request failed')
      return errorAnswer(500, 'INTERNAL_SERVER_ERROR', 'Internal server error')
    }
  }

  async function stop(graceMs: number): Promise<void> {
    stopping = true
    server.close()
    server.closeIdleConnections()
    const { promise: tooLong, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, graceMs)
    await Promise.race([Promise.all(inFlight), tooLong])
    clearTimeout(timer)
    server.closeAllConnections()
  }

  return { server, stop }
}

/**
 * The host part is of no interest, and a name and password in it would keep a route from making a Request. What is no URL
 * leads to a path that nothing answers.
 */
function urlOf(request: IncomingMessage): URL {
  const base = 'http://router'
  const target = request.url ?? '/'
  const url = new URL(URL.canParse(target, base) ? target : '/not-a-url', base)
  url.username = ''
  url.password = ''
  return url
}

/** HTTP allows a header to come twice; no policy wants to decide which one counts. */
export function singleHeaders(request: IncomingMessage): Headers {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  )
}

async function write(response: ServerResponse, answer: HttpAnswer): Promise<void> {
  if (response.destroyed) return
  const { body, cookies } = answer
  if (cookies) response.setHeader('set-cookie', cookies)
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(body) })
    response.end(response.req.method === 'HEAD' ? undefined : body)
    return
  }
  response.writeHead(answer.status, answer.headers)
  for await (const part of body) response.write(part)
  response.end()
}
