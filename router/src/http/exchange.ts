import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { HttpExchange } from '../plugin.ts'
import type { Activity, Headers, RequestContext } from '../request-context.ts'

/** Made once: a new one each time would cost more than all else that is done when a client leaves. */
const GONE = new DOMException('The client has left.', 'AbortError')

/**
 * One HTTP request. Most are answered without anybody asking for the URL in parts, a signal or a logger of their own, so
 * these are made when they are asked for.
 */
export class Exchange implements HttpExchange {
  readonly request: IncomingMessage
  readonly path: string
  readonly context: HttpContext
  readonly startedAt = performance.now()
  private parsed: URL | null = null

  constructor(request: IncomingMessage, response: ServerResponse, log: Logger) {
    this.request = request
    this.context = new HttpContext(singleHeaders(request), log)
    this.path = pathOf(request.url ?? '/') ?? this.url.pathname
    response.once('close', () => {
      if (!response.writableFinished) this.context.leave()
    })
  }

  get url(): URL {
    this.parsed ??= urlOf(this.request)
    return this.parsed
  }

  get clientLeft(): boolean {
    return this.context.left
  }
}

/** The context of a request over HTTP. Its logger carries the id of the request from when it has one. */
class HttpContext implements RequestContext {
  requestId = ''
  headers: Headers
  claims: unknown = null
  expiresAt: number | undefined = undefined
  activity: Activity = { errors: 0 }
  left = false
  private leaving: AbortController | null = null
  private readonly shared: Logger
  private own: Logger | null = null

  constructor(headers: Headers, log: Logger) {
    this.headers = headers
    this.shared = log
  }

  get signal(): AbortSignal {
    if (!this.leaving) {
      this.leaving = new AbortController()
      if (this.left) this.leaving.abort(GONE)
    }
    return this.leaving.signal
  }

  get log(): Logger {
    if (!this.own && this.requestId === '') return this.shared
    this.own ??= this.shared.child({ requestId: this.requestId })
    return this.own
  }

  set log(log: Logger) {
    this.own = log
  }

  leave(): void {
    this.left = true
    this.leaving?.abort(GONE)
  }
}

/** HTTP allows a header to come twice, which Node joins but for one; no policy wants to decide which one counts. */
export function singleHeaders(request: IncomingMessage): Headers {
  const { headers } = request
  const cookies = headers['set-cookie']
  return cookies === undefined ? (headers as Headers) : { ...headers, 'set-cookie': cookies.join(', ') }
}

/** The path of a target that is nothing but a path and a query, and needs no normalizing; null for all else. */
function pathOf(target: string): string | null {
  const end = target.indexOf('?')
  const path = end === -1 ? target : target.slice(0, end)
  return PLAIN_PATH.test(path) ? path : null
}

const PLAIN_PATH = /^(?:\/[\w-]+)+$/

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
