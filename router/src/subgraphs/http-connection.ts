import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { BadMessage } from './message-head.ts'
import { MessageReader } from './message-reader.ts'
import type { MessageListener } from './message-reader.ts'
import type { AnswerHeaders } from './subgraph-fetch.ts'

/** Ends an exchange: its handler hears nothing more. */
export type ExchangeControl = { abort(reason: Error): void }

/** Hears what becomes of one request. A part of undici's handler, so that the same object serves both. */
export type AnswerHandler = {
  /** Before anything else. From now on it may be aborted. */
  onRequestStart(control: ExchangeControl): void
  onResponseStart(control: ExchangeControl, status: number, headers: AnswerHeaders): void
  onResponseData(control: ExchangeControl, bytes: Buffer): void
  onResponseEnd(control: ExchangeControl): void
  /** Nothing follows it. The code tells a connection that was lost, ECONNRESET or EPIPE, from one that was not made. */
  onResponseError(control: ExchangeControl | null, error: Error): void
}

/** One request and its answer. */
export class Exchange implements ExchangeControl {
  readonly handler: AnswerHandler
  /** The request as text; Latin-1 when every character of it is one byte, else a head in ASCII and a body in UTF-8. */
  readonly head: string
  readonly body: string
  readonly encoding: 'latin1' | 'utf8'
  connection: HttpConnection | null = null
  aborted = false

  constructor(handler: AnswerHandler, head: string, body: string, bodyLength: number) {
    this.handler = handler
    this.head = head
    this.body = body
    // As many bytes as characters: all of them are ASCII, which is what both encodings have in common.
    this.encoding = bodyLength === body.length ? 'latin1' : 'utf8'
  }

  abort(reason: Error): void {
    this.aborted = true
    const { connection } = this
    this.connection = null
    // The answer may be on its way: the connection cannot be used for anything else.
    connection?.drop(reason)
  }
}

/** Whom a connection belongs to. */
export type ConnectionOwner = {
  onFree(connection: HttpConnection): void
  onGone(connection: HttpConnection): void
}

/** One connection, with one exchange at a time. Pipelining would let a slow answer hold up those behind it. */
export class HttpConnection implements MessageListener {
  /** Until when it may wait for its next request; a time of `performance.now()`. */
  idleUntil = 0
  /** What the server says about how long it keeps a connection; null when it says nothing. */
  keepAlive: string | null = null

  private readonly socket: Socket
  private readonly owner: ConnectionOwner
  private readonly reader = new MessageReader(this)
  private connecting: NodeJS.Timeout | null
  private exchange: Exchange | null = null
  private isGone = false

  constructor(owner: ConnectionOwner, host: string, port: number, connectTimeoutMs: number) {
    this.owner = owner
    this.socket = connect({ host, port, noDelay: true })
    this.connecting = setTimeout(() => this.fail(connectTimeout(connectTimeoutMs)), connectTimeoutMs).unref()
    this.socket.on('connect', () => this.stopTimer())
    this.socket.on('data', (bytes: Buffer) => this.onBytes(bytes))
    this.socket.on('end', () => this.onEnd())
    this.socket.on('error', (error: Error) => this.fail(error))
    this.socket.on('close', () => this.fail(connectionLost()))
  }

  send(exchange: Exchange): void {
    exchange.connection = this
    this.exchange = exchange
    const { head, body, encoding } = exchange
    // One write, one packet. A head that is not ASCII and a body that is not either have no encoding in common.
    if (encoding === 'latin1' || isAscii(head)) {
      this.socket.write(head + body, encoding)
      return
    }
    this.socket.cork()
    this.socket.write(head, 'latin1')
    this.socket.write(body, 'utf8')
    this.socket.uncork()
  }

  onHead(status: number, headers: AnswerHeaders): void {
    this.keepAlive = (headers['keep-alive'] as string | undefined) ?? null
    const { exchange } = this
    exchange?.handler.onResponseStart(exchange, status, headers)
  }

  onBody(bytes: Buffer): void {
    const { exchange } = this
    exchange?.handler.onResponseData(exchange, bytes)
  }

  onComplete(reusable: boolean): void {
    const { exchange } = this
    if (!exchange) return
    this.exchange = null
    exchange.connection = null
    // An answer before its question was sent: nobody knows how much of the question the other side will read.
    if (reusable && this.socket.writableLength === 0) this.owner.onFree(this)
    else this.drop()
    exchange.handler.onResponseEnd(exchange)
  }

  /** Closes it. The handler of its exchange hears nothing. */
  drop(reason = connectionLost()): void {
    this.exchange = null
    this.fail(reason)
  }

  /** Closes it; the handler of its exchange hears why. */
  fail(error: Error): void {
    if (this.isGone) return
    this.isGone = true
    this.stopTimer()
    const { exchange } = this
    this.exchange = null
    this.socket.destroy()
    this.owner.onGone(this)
    if (!exchange) return
    exchange.connection = null
    exchange.handler.onResponseError(exchange, error)
  }

  private onBytes(bytes: Buffer): void {
    // An answer that nobody has asked for would be given to whoever asks next: RFC 9112, 6.3 and 9.3.
    if (!this.exchange) return this.drop()
    try {
      this.reader.read(bytes)
    } catch (error) {
      if (!(error instanceof BadMessage)) throw error
      this.fail(error)
    }
  }

  private onEnd(): void {
    // A body of unknown length ends with the connection.
    if (!this.exchange || !this.reader.close()) this.fail(connectionLost())
  }

  private stopTimer(): void {
    if (this.connecting) clearTimeout(this.connecting)
    this.connecting = null
  }
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length
}

function connectionLost(): Error {
  return Object.assign(new Error('It closed the connection before its answer was complete.'), { code: 'ECONNRESET' })
}

function connectTimeout(timeoutMs: number): Error {
  return Object.assign(new Error(`It could not be connected to within ${timeoutMs} ms.`), { code: 'ETIMEDOUT' })
}
