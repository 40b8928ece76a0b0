import type { LookupFunction } from 'node:net'
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws'
import type { Logger } from 'pino'
import { WebSocket } from 'ws'
import { readError, readEvent } from './read-answer.ts'
import { UpstreamErrors } from './upstream-errors.ts'
import type { CloseUpstream, UpstreamRequest, UpstreamSink } from './upstream.ts'

/** To connect and be acknowledged. */
const CONNECT_MS = 10_000
const PING_MS = 10_000
const PONG_MS = 5000
const NORMAL_CLOSURE = 1000
/** Where a second attempt would be told the same. */
const FINAL: ReadonlySet<number> = new Set([
  CloseCode.BadRequest,
  CloseCode.Unauthorized,
  CloseCode.Forbidden,
  CloseCode.SubprotocolNotAcceptable,
])

type Message = { type?: unknown; id?: unknown; payload?: unknown }
type Carried = { request: UpstreamRequest; sink: UpstreamSink }

/**
 * One connection to a subgraph that speaks graphql-transport-ws, with all subscriptions that it carries
 * (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). What belongs to one of them, the client's token among it,
 * travels in its subscribe message as `extensions.headers`, because the connection belongs to no client. It does by itself what the
 * client of graphql-ws would: events come by the thousand, and what carries them must cost as little as can be.
 */
export class SubgraphConnection {
  private readonly socket: WebSocket
  private readonly url: URL
  private readonly log: Logger
  private readonly onGone: () => void
  private readonly carried = new Map<string, Carried>()
  private lastId = 0
  private isReady = false
  private failure: Error | null = null
  /** Of what is waited for: the acknowledgement, the time to ping, or the pong. */
  private timer: NodeJS.Timeout

  constructor(url: URL, lookup: LookupFunction | undefined, log: Logger, onGone: () => void) {
    this.url = url
    this.log = log
    this.onGone = onGone
    this.timer = setTimeout(() => this.socket.terminate(), CONNECT_MS).unref()
    const options = { perMessageDeflate: false, ...(lookup ? { lookup } : {}) }
    this.socket = new WebSocket(socketUrl(url), GRAPHQL_TRANSPORT_WS_PROTOCOL, options)
    this.socket.on('open', () => this.socket.send('{"type":"connection_init"}'))
    this.socket.on('message', (data: Buffer) => this.onData(data))
    // A close event follows.
    this.socket.on('error', (error) => (this.failure ??= error))
    this.socket.on('close', (code, reason) => this.onClose(code, reason.toString('utf8')))
  }

  get count(): number {
    return this.carried.size
  }

  subscribe(request: UpstreamRequest, sink: UpstreamSink): CloseUpstream {
    const id = String((this.lastId += 1))
    this.carried.set(id, { request, sink })
    if (this.isReady) this.ask(id, request)
    return () => {
      if (this.carried.delete(id) && this.isReady) this.socket.send(`{"id":"${id}","type":"complete"}`)
    }
  }

  /** Nobody needs it any more. */
  close(): void {
    this.socket.close(NORMAL_CLOSURE)
  }

  terminate(): void {
    this.socket.terminate()
  }

  private ask(id: string, { query, operationName, variables, headers, resumeFrom }: UpstreamRequest): void {
    const cursor = resumeFrom()
    let text: string
    try {
      const extensions = { headers: headers(), ...(cursor === undefined ? {} : { resumeFrom: cursor }) }
      text = JSON.stringify({ id, type: 'subscribe', payload: { query, operationName, variables, extensions } })
    } catch (error) {
      // A policy gives the headers. When it fails, this subscription does, and not all that the socket carries.
      return this.take(id)?.sink.fail(error)
    }
    this.socket.send(text)
  }

  private onData(data: Buffer): void {
    // What comes behind a message that could not be read is lost with it.
    if (this.failure) return
    let message: Message
    try {
      message = readMessage(data.toString('utf8'))
    } catch (error) {
      this.failure ??= error instanceof Error ? error : new Error(String(error))
      return this.socket.close(CloseCode.BadResponse, 'Bad response')
    }
    const { type, payload } = message
    if (type === 'next') void this.carried.get(message.id as string)?.sink.next(readEvent(payload))
    else if (type === 'complete') this.take(message.id)?.sink.complete()
    else if (type === 'error') {
      this.take(message.id)?.sink.fail(new UpstreamErrors((payload as unknown[]).map(readError)))
    } else if (type === 'ping') {
      this.socket.send(payload === undefined ? '{"type":"pong"}' : JSON.stringify({ type: 'pong', payload }))
    } else if (type === 'connection_ack') this.onAcknowledged()
    // One that nobody asked for is no acknowledgement: the time for that goes on.
    else if (this.isReady) this.pingLater()
  }

  private onAcknowledged(): void {
    if (this.isReady) return
    this.isReady = true
    this.log.debug({ address: this.url.href }, 'subscription socket connected')
    this.pingLater()
    for (const [id, { request }] of this.carried) this.ask(id, request)
  }

  /** A peer that vanished without a word is noticed only by its missing pong. */
  private pingLater(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      this.socket.send('{"type":"ping"}')
      this.timer = setTimeout(() => this.socket.terminate(), PONG_MS).unref()
    }, PING_MS).unref()
  }

  private onClose(code: number, reason: string): void {
    clearTimeout(this.timer)
    this.isReady = false
    this.log.debug({ address: this.url.href, code }, 'subscription socket closed')
    // Whoever opens again must get another.
    this.onGone()
    const lost = [...this.carried.values()]
    this.carried.clear()
    const error = reasonOf(code, reason, this.failure)
    for (const { sink } of lost) sink.fail(error)
  }

  private take(id: unknown): Carried | undefined {
    const found = this.carried.get(id as string)
    this.carried.delete(id as string)
    return found
  }
}

/** Throws what is no message of the protocol. */
function readMessage(text: string): Message {
  const message = JSON.parse(text) as Message | null
  const { type, id, payload } = message ?? {}
  const isGood =
    type === 'ping' ||
    type === 'pong' ||
    type === 'connection_ack' ||
    (typeof id === 'string' &&
      (type === 'complete' ||
        (type === 'next' && typeof payload === 'object' && payload !== null) ||
        (type === 'error' && Array.isArray(payload))))
  if (!isGood) throw new Error('It sent what is no message of graphql-transport-ws.')
  return message as Message
}

function socketUrl(url: URL): string {
  const address = new URL(url)
  address.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return address.href
}

function reasonOf(code: number, reason: string, failure: Error | null): Error {
  if (failure) return new Error('its socket failed', { cause: failure })
  const message = `It closed the socket with ${code}${reason === '' ? '' : `: ${reason}`}.`
  if (!FINAL.has(code)) return new Error(message)
  return new UpstreamErrors([{ message, extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }])
}
