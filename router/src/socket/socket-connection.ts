import type { Duplex } from 'node:stream'
import type { GraphQLFormattedError } from 'graphql'
import { CloseCode } from 'graphql-ws'
import type { WebSocket } from 'ws'
import { codedError, RequestRefused } from '../errors.ts'
import type { EndReason, LiveConnection, LiveConnections } from '../live/live-connections.ts'
import type { LiveEvent } from '../live/live-event.ts'
import type { LiveOperation, LiveOperations } from '../live/live-operations.ts'
import { Outbox } from '../live/outbox.ts'
import type { Channel } from '../live/outbox.ts'
import type { OperationRequest } from '../operations/operation.ts'
import type { RouterPlugin } from '../plugin.ts'
import { viewerOf } from '../rate-limits/viewer-of.ts'
import type { RequestContext } from '../request-context.ts'
import type { RouterSettings } from '../settings.ts'
import { BadMessage, readMessage } from './client-message.ts'
import type { ClientMessage } from './client-message.ts'
import { connectionHeaders, stringHeaders } from './connection-headers.ts'
import { frameAround, PING_FRAME, textFrame } from './text-frame.ts'

export type SocketParts = {
  plugins: readonly RouterPlugin[]
  operations: LiveOperations
  connections: LiveConnections
  settings: Pick<
    RouterSettings,
    | 'subscriptionBuffer'
    | 'subscriptionBufferBytes'
    | 'liveMemoryBytes'
    | 'clientStallMs'
    | 'clientPingMs'
    | 'connectionInitMs'
    | 'operationsPerConnection'
  >
}

const GOING_AWAY = 1001
const INTERNAL_ERROR = 4500
/** Unlike 4429 one after which clients come back. */
const TRY_AGAIN_LATER = 1013
/** For the other side to answer the closing of the socket. */
const CLOSING_MS = 2000
/** RFC 6455, 5.5: a control frame has at most 125 bytes, two of them for the code. */
const LONGEST_REASON = 123
const UNAVAILABLE = 503
const TOO_MANY = 429

/** `claims` are those that its connection had when it began. */
type Running = { operation: LiveOperation | null; hasOwnHeader: boolean; claims: unknown }

/** One client of the protocol graphql-transport-ws. */
export class SocketConnection implements LiveConnection {
  private readonly socket: WebSocket
  private readonly parts: SocketParts
  private readonly outbox: Outbox
  private readonly running = new Map<string, Running>()
  private readonly protocol: Channel = { frame: () => Buffer.alloc(0) }
  private context: RequestContext
  private state: 'new' | 'initialising' | 'acknowledged' = 'new'
  private readonly openedAt = Date.now()
  private heardAt = this.openedAt
  private pingedAt = 0
  private closingSince: number | null = null
  private endReason: EndReason = 'left'
  private claim: { release(): void } | null = null

  /** `raw` is what the socket writes to, as we do: without compression it never keeps a frame back. */
  constructor(socket: WebSocket, raw: Duplex, context: RequestContext, parts: SocketParts) {
    this.socket = socket
    this.context = context
    this.parts = parts
    const { subscriptionBuffer, subscriptionBufferBytes, liveMemoryBytes } = parts.settings
    const limits = { messages: subscriptionBuffer, bytes: subscriptionBufferBytes, totalBytes: liveMemoryBytes }
    this.outbox = new Outbox({ write: (bytes) => raw.write(bytes) }, limits, parts.connections.totals, () =>
      this.close(TRY_AGAIN_LATER, 'SUBSCRIBER_TOO_SLOW', 'too-slow'),
    )
    raw.on('drain', () => {
      if (this.closingSince === null) this.outbox.onDrain()
    })
    parts.connections.add(this)
  }

  onMessage(text: string | null): void {
    this.heardAt = Date.now()
    if (this.closingSince !== null) return
    try {
      if (text === null) throw new BadMessage('Messages are text.')
      this.handle(readMessage(text))
    } catch (error) {
      if (error instanceof BadMessage) return this.close(CloseCode.BadRequest, error.message, 'bad-message')
      this.fail(error)
    }
  }

  onPing(data: Buffer): void {
    this.heardAt = Date.now()
    // Whoever asks and never reads must not fill the memory with answers.
    if (this.outbox.congestedSince === null) this.socket.pong(data)
  }

  onPong(): void {
    this.heardAt = Date.now()
  }

  onClosed(): void {
    this.closingSince ??= Date.now()
    this.letGo()
    this.parts.connections.remove(this, this.endReason)
  }

  check(now: number): void {
    const { settings } = this.parts
    if (this.closingSince !== null) {
      if (now - this.closingSince > CLOSING_MS) this.socket.terminate()
      return
    }
    if (this.state === 'new' && now - this.openedAt >= settings.connectionInitMs) {
      const reason = 'Connection initialisation timeout'
      return this.close(CloseCode.ConnectionInitialisationTimeout, reason, 'refused')
    }
    if ((this.context.expiresAt ?? Infinity) <= now) return this.close(CloseCode.Forbidden, 'TOKEN_EXPIRED', 'expired')
    const { congestedSince } = this.outbox
    if (congestedSince !== null && now - congestedSince >= settings.clientStallMs) {
      this.endReason = 'too-slow'
      // It does not read, so it would not read a goodbye.
      return this.socket.terminate()
    }
    this.expireOperations(now)
    this.askForLife(now)
  }

  sayGoodbye(retryMs: number): void {
    this.close(GOING_AWAY, `Going away; come back in ${retryMs} ms`, 'going-away')
  }

  destroy(): void {
    this.socket.terminate()
  }

  private handle(message: ClientMessage): void {
    switch (message.type) {
      case 'connection_init':
        if (this.state !== 'new') {
          const reason = 'Too many initialisation requests'
          return this.close(CloseCode.TooManyInitialisationRequests, reason, 'bad-message')
        }
        this.state = 'initialising'
        return void this.initialise(message.payload).catch((error: unknown) => this.fail(error))
      case 'ping':
        return this.answerPing(message.payload)
      case 'pong':
        return undefined
      case 'subscribe':
        return this.subscribe(message.id, message.request)
      case 'complete': {
        const running = this.running.get(message.id)
        this.running.delete(message.id)
        return running?.operation?.stop()
      }
    }
  }

  private async initialise(params: Record<string, unknown>): Promise<void> {
    const { plugins, connections } = this.parts
    this.context.headers = connectionHeaders(this.context.headers, params)
    try {
      for (const plugin of plugins) await plugin.onConnect?.(this.context)
    } catch (error) {
      return this.refuse(error)
    }
    if (this.closingSince !== null) return
    this.claim = connections.claim(this.context.claims)
    if (!this.claim) {
      return this.close(CloseCode.TooManyInitialisationRequests, 'This viewer has too many connections', 'refused')
    }
    this.state = 'acknowledged'
    this.say('{"type":"connection_ack"}')
  }

  private subscribe(id: string, request: OperationRequest): void {
    if (this.state !== 'acknowledged') return this.close(CloseCode.Unauthorized, 'Unauthorized', 'bad-message')
    if (this.running.has(id)) {
      return this.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`, 'bad-message')
    }
    const { operations, settings } = this.parts
    const quoted = JSON.stringify(id)
    if (this.running.size >= settings.operationsPerConnection) {
      const message = `${this.running.size} operations run on this connection, and no more may.`
      return this.say(errorMessage(quoted, [{ message, extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }]))
    }
    const own = stringHeaders(request.extensions?.['headers'])
    const hasOwnHeader = own['authorization'] !== undefined
    const running: Running = { operation: null, hasOwnHeader, claims: this.context.claims }
    const prefix = Buffer.from(`{"id":${quoted},"type":"next","payload":`)
    const channel: Channel = {
      frame: (event, isConflated) => frameAround(prefix, isConflated ? event.conflatedBody : event.body),
    }
    const end = (text: string): void => {
      if (this.running.get(id) === running) this.running.delete(id)
      this.outbox.sendBytes(channel, textFrame(text))
    }
    const context = { ...this.context, activity: { errors: 0 } }
    if (Object.keys(own).length > 0) context.headers = { ...context.headers, ...own }
    this.running.set(id, running)
    running.operation = operations.start(
      context,
      request,
      {
        next: (event: LiveEvent) => {
          this.parts.connections.events.sent += 1
          this.outbox.sendEvent(channel, event)
        },
        error: (errors) => end(errorMessage(quoted, errors)),
        complete: () => end(`{"id":${quoted},"type":"complete"}`),
      },
      own,
    )
  }

  /** A ping with a token in its payload renews that of the connection; the pong says how long it is good. */
  private answerPing(payload: Record<string, unknown> | undefined): void {
    const { authorization, Authorization, headers } = payload ?? {}
    const own = { ...stringHeaders(headers), ...stringHeaders({ Authorization }), ...stringHeaders({ authorization }) }
    if (this.state === 'acknowledged' && Object.keys(own).length > 0) {
      return void this.renew(own).catch((error: unknown) => this.fail(error))
    }
    this.say(payload ? `{"type":"pong","payload":${JSON.stringify(payload)}}` : '{"type":"pong"}')
  }

  private async renew(own: RequestContext['headers']): Promise<void> {
    const { origin, host } = this.context.headers
    const next = { ...this.context, headers: { ...this.context.headers, ...own, origin, host } }
    try {
      for (const plugin of this.parts.plugins) await plugin.onRenew?.(next)
    } catch (error) {
      return this.refuse(error)
    }
    if (this.closingSince !== null) return
    // Somebody else has to connect anew: limits were counted for this one.
    if (viewerOf(next.claims) !== viewerOf(this.context.claims)) {
      return this.close(CloseCode.Forbidden, 'TOKEN_INVALID', 'refused')
    }
    this.context = next
    const { headers, claims, expiresAt: until } = next
    for (const running of this.running.values()) {
      const { operation } = running
      if (operation && !hasOwnToken(running)) {
        operation.renew({ ...operation.context, headers, claims, expiresAt: until })
      }
    }
    const expiresAt = until === undefined ? null : new Date(until).toISOString()
    this.say(JSON.stringify({ type: 'pong', payload: { expiresAt } }))
  }

  /** An operation that brought a token of its own ends with it. */
  private expireOperations(now: number): void {
    for (const running of this.running.values()) {
      const { operation } = running
      if (!operation || (operation.context.expiresAt ?? Infinity) > now || !hasOwnToken(running)) continue
      operation.fail(codedError('TOKEN_EXPIRED', 'The access token has expired.'))
    }
  }

  /** A client that vanished without closing is found out by its silence. */
  private askForLife(now: number): void {
    const { clientPingMs } = this.parts.settings
    if (now - Math.max(this.heardAt, this.pingedAt) < clientPingMs) return
    if (this.pingedAt > this.heardAt) {
      this.endReason = 'vanished'
      return this.socket.terminate()
    }
    // It has enough to read; whether it does is asked elsewhere.
    if (this.outbox.congestedSince !== null) return
    this.pingedAt = now
    this.outbox.sendBytes(this.protocol, PING_FRAME)
  }

  private say(text: string): void {
    this.outbox.sendBytes(this.protocol, textFrame(text))
  }

  private refuse(error: unknown): void {
    if (!(error instanceof RequestRefused)) throw error
    const later = error.status === UNAVAILABLE || error.status === TOO_MANY
    // The code as the reason: a client must know whether to renew its token or to sign in again.
    this.close(later ? TRY_AGAIN_LATER : CloseCode.Forbidden, error.code, 'refused')
  }

  private fail(error: unknown): void {
    this.context.log.error({ err: error }, 'socket message failed')
    this.close(INTERNAL_ERROR, 'Internal server error', 'failed')
  }

  private close(code: number, reason: string, why: EndReason): void {
    if (this.closingSince !== null) return
    this.closingSince = Date.now()
    this.endReason = why
    this.letGo()
    this.socket.close(code, reason.length > LONGEST_REASON ? reason.slice(0, LONGEST_REASON) : reason)
  }

  /** Everything but the socket. */
  private letGo(): void {
    this.outbox.close()
    this.claim?.release()
    const running = [...this.running.values()]
    this.running.clear()
    for (const { operation } of running) operation?.stop()
  }
}

function hasOwnToken({ operation, hasOwnHeader, claims }: Running): boolean {
  return hasOwnHeader || operation?.context.claims !== claims
}

function errorMessage(quotedId: string, errors: readonly GraphQLFormattedError[]): string {
  return `{"id":${quotedId},"type":"error","payload":${JSON.stringify(errors)}}`
}
