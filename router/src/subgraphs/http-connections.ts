import { Exchange, HttpConnection } from './http-connection.ts'
import type { AnswerHandler, ConnectionOwner } from './http-connection.ts'
import { headerLines } from './http-request.ts'

export type HttpConnections = {
  /** POSTs to the path of the URL. `headers` are names and values in turn, and must not change any more. */
  send(body: string, headers: readonly string[], handler: AnswerHandler): void
  /** Resolves when what is under way is finished. */
  retire(): Promise<void>
  /** What is under way fails. */
  stop(): Promise<void>
}

type Options = {
  /** Of the scheme `http:`. */
  url: URL
  /** Where to connect; null: the host of the URL. */
  ip: string | null
  /** At most as many; further requests wait. */
  connections: number
  /** How long a connection is kept without use. Less if the server says that it will close earlier. */
  keepAliveMs: number
  connectTimeoutMs: number
}

/** How often unused connections are looked at. */
const SWEEP_MS = 500
/** A connection is let go so much earlier than the server announces, for what is on the way. */
const MARGIN_MS = 1000

/**
 * Kept-alive connections to one address, as little as POSTing to a subgraph needs: everything that a general client can do
 * beyond that (pipelining, streams, redirects, interceptors) is paid for with each request, and the router makes several of
 * them for each of its own.
 */
export function createHttpConnections(options: Options): HttpConnections {
  return new Connections(options)
}

class Connections implements HttpConnections, ConnectionOwner {
  private readonly options: Options
  private readonly host: string
  private readonly port: number
  private readonly start: string
  private readonly all = new Set<HttpConnection>()
  /** The one that was used last is taken first, so that those that are too many are closed. */
  private readonly idle: HttpConnection[] = []
  private readonly waiting = new Set<Exchange>()
  private sweeping: NodeJS.Timeout | null = null
  private isRetired = false
  private readonly retired = Promise.withResolvers<void>()

  constructor(options: Options) {
    const { url, ip } = options
    this.options = options
    this.host = ip ?? url.hostname.replace(/^\[|\]$/g, '')
    this.port = Number(url.port || 80)
    this.start = `POST ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\nconnection: keep-alive\r\n`
  }

  send(body: string, headers: readonly string[], handler: AnswerHandler): void {
    let lines: string
    try {
      lines = headerLines(headers)
    } catch (error) {
      handler.onResponseError(null, error as Error)
      return
    }
    const length = Buffer.byteLength(body)
    const head = `${this.start}${lines}content-length: ${length}\r\n\r\n`
    const exchange = new Exchange(handler, head, body, length)
    handler.onRequestStart(exchange)
    if (exchange.aborted) return
    if (this.isRetired) return handler.onResponseError(exchange, new Error('The address is not used any more.'))
    const connection = this.take()
    if (connection) connection.send(exchange)
    else this.waiting.add(exchange)
  }

  onFree(connection: HttpConnection): void {
    const next = this.nextWaiting()
    if (next) return connection.send(next)
    if (this.isRetired) return connection.drop()
    connection.idleUntil = performance.now() + this.keepAliveMs(connection.keepAlive)
    this.idle.push(connection)
    this.sweeping ??= setTimeout(() => this.sweep(), SWEEP_MS).unref()
  }

  onGone(connection: HttpConnection): void {
    this.all.delete(connection)
    const index = this.idle.indexOf(connection)
    if (index !== -1) this.idle.splice(index, 1)
    const next = this.nextWaiting()
    if (next) this.open().send(next)
    else if (this.isRetired && this.all.size === 0) this.retired.resolve()
  }

  retire(): Promise<void> {
    this.isRetired = true
    while (this.idle.length > 0) this.idle.pop()?.drop()
    if (this.all.size === 0) this.retired.resolve()
    return this.retired.promise
  }

  stop(): Promise<void> {
    this.isRetired = true
    const waiting = [...this.waiting]
    this.waiting.clear()
    const reason = new Error('The router stops.')
    for (const exchange of waiting) if (!exchange.aborted) exchange.handler.onResponseError(exchange, reason)
    for (const connection of this.all) connection.fail(reason)
    if (this.sweeping) clearTimeout(this.sweeping)
    return this.retire()
  }

  private take(): HttpConnection | null {
    const now = performance.now()
    for (let found = this.idle.pop(); found; found = this.idle.pop()) {
      // The timer may be late in a busy process: the one that counts is this check.
      if (found.idleUntil > now) return found
      found.drop()
    }
    return this.all.size < this.options.connections ? this.open() : null
  }

  private open(): HttpConnection {
    const opened = new HttpConnection(this, this.host, this.port, this.options.connectTimeoutMs)
    this.all.add(opened)
    return opened
  }

  private nextWaiting(): Exchange | null {
    for (const exchange of this.waiting) {
      this.waiting.delete(exchange)
      if (!exchange.aborted) return exchange
    }
    return null
  }

  private keepAliveMs(hint: string | null): number {
    const { keepAliveMs } = this.options
    const seconds = hint === null ? undefined : /(?:^|[\t ,])timeout=(\d{1,9})/i.exec(hint)?.[1]
    return seconds === undefined ? keepAliveMs : Math.min(keepAliveMs, Number(seconds) * 1000 - MARGIN_MS)
  }

  private sweep(): void {
    const now = performance.now()
    for (const connection of this.idle.filter(({ idleUntil }) => idleUntil <= now)) connection.drop()
    this.sweeping = this.idle.length > 0 ? setTimeout(() => this.sweep(), SWEEP_MS).unref() : null
  }
}
