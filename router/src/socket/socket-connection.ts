import type { Duplex } from 'node:stream'
import { CloseCode } from 'graphql-ws'
import type { WebSocket } from 'ws'
import { codedError, RequestRefused } from '../errors.ts'
import type { EndReason, LiveConnections } from '../live/live-connections.ts'
import type { LiveConnection } from '../live/live-connection.ts'
import type { LiveOperations } from '../live/live-operations.ts'
import { Outbox } from '../live/outbox.ts'
import type { Channel, OutboxOwner } from '../live/outbox.ts'
import type { OperationRequest } from '../operations/operation.ts'
import type { RouterPlugin } from '../plugin.ts'
import { viewerOf } from '../rate-limits/viewer-of.ts'
import type { RequestContext } from '../request-context.ts'
import type { RouterSettings } from '../settings.ts'
import { BadMessage, readMessage } from './client-message.ts'
import type { ClientMessage } from './client-message.ts'
import { connectionHeaders, stringHeaders } from './connection-headers.ts'
import { errorFrame, SocketOperation } from './socket-operation.ts'
import type { OperationHost } from './socket-operation.ts'
import { PING_FRAME, pongFrame, textFrame } from './text-frame.ts'

export type SocketParts = {
  plugins: readonly RouterPlugin[]
  operations: LiveOperations
  connections: LiveConnections
  settings: Pick<RouterSettings, 'clientStallMs' | 'clientPingMs' | 'connectionInitMs' | 'operationsPerConnection'>
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

/** What the protocol itself says. */
const PROTOCOL: Channel = { frame: () => Buffer.alloc(0) }

/** One client of the protocol graphql-transport-ws. */
export class SocketConnection implements LiveConnection, OutboxOwner, OperationHost {
  readonly outbox: Outbox
  readonly events: { sent: number }
  private readonly socket: WebSocket
  private readonly parts: SocketParts
  private readonly operations = new Map<string, SocketOperation>()
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
    this.events = parts.connections.events
    this.outbox = new Outbox(raw, parts.connections.limits, parts.connections.totals, this)
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
    if (this.outbox.congestedSince === null) this.outbox.sendBytes(PROTOCOL, pongFrame(data))
  }

  onPong(): void {
    this.heardAt = Date.now()
  }

  onClosed(): void {
    this.closingSince ??= Date.now()
    this.letGo()
    this.parts.connections.remove(this, this.endReason)
  }

  onCongested(): void {
    this.parts.connections.checkSoon(this)
  }

  onOverflow(): void {
    this.close(TRY_AGAIN_LATER, 'SUBSCRIBER_TOO_SLOW', 'too-slow')
  }

  onOperationEnd(operation: SocketOperation): void {
    if (this.operations.get(operation.id) === operation) this.operations.delete(operation.id)
  }

  check(now: number): number {
    const { settings } = this.parts
    if (this.closingSince !== null) {
      const patientUntil = this.closingSince + CLOSING_MS
      if (patientUntil <= now) this.socket.terminate()
      return patientUntil
    }
    const initialisedBy = this.state === 'new' ? this.openedAt + settings.connectionInitMs : Infinity
    const expiresAt = this.context.expiresAt ?? Infinity
    const stalledAt = (this.outbox.congestedSince ?? Infinity) + settings.clientStallMs
    if (initialisedBy <= now) {
      const reason = 'Connection initialisation timeout'
      this.close(CloseCode.ConnectionInitialisationTimeout, reason, 'refused')
    } else if (expiresAt <= now) this.close(CloseCode.Forbidden, 'TOKEN_EXPIRED', 'expired')
    else if (stalledAt <= now) {
      this.endReason = 'too-slow'
      // It does not read, so it would not read a goodbye.
      this.socket.terminate()
    } else {
      return Math.min(initialisedBy, expiresAt, stalledAt, this.expireOperations(now), this.askForLife(now))
    }
    return now
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
        const operation = this.operations.get(message.id)
        if (!operation) return undefined
        this.operations.delete(message.id)
        operation.running?.stop()
        return this.outbox.forget(operation)
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
    connections.checkSoon(this)
    this.say('{"type":"connection_ack"}')
  }

  private subscribe(id: string, request: OperationRequest): void {
    if (this.state !== 'acknowledged') return this.close(CloseCode.Unauthorized, 'Unauthorized', 'bad-message')
    if (this.operations.has(id)) {
      return this.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`, 'bad-message')
    }
    const { connections, settings } = this.parts
    if (this.operations.size >= settings.operationsPerConnection) {
      const message = `${this.operations.size} operations run on this connection, and no more may.`
      const refusal = errorFrame(id, [{ message, extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }])
      return this.outbox.sendBytes(PROTOCOL, refusal)
    }
    const own = stringHeaders(request.extensions?.['headers'])
    const context = { ...this.context, activity: { errors: 0 } }
    if (Object.keys(own).length > 0) {
      context.headers = { ...context.headers, ...own }
      connections.checkSoon(this)
    }
    const operation = new SocketOperation(id, own['authorization'] !== undefined, context.claims, this)
    this.operations.set(id, operation)
    operation.running = this.parts.operations.start(context, request, operation, own)
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
      for (const plugin of this.parts.plugins) await plugin.onRenew?.(next, own)
    } catch (error) {
      return this.refuse(error)
    }
    if (this.closingSince !== null) return
    // Somebody else has to connect anew: limits were counted for this one.
    if (viewerOf(next.claims) !== viewerOf(this.context.claims)) {
      return this.close(CloseCode.Forbidden, 'TOKEN_INVALID', 'refused')
    }
    this.context = next
    this.parts.connections.checkSoon(this)
    const { headers, claims, expiresAt: until } = next
    for (const operation of this.operations.values()) {
      const { running } = operation
      if (running && !hasOwnToken(operation)) running.renew({ ...running.context, headers, claims, expiresAt: until })
    }
    const expiresAt = until === undefined ? null : new Date(until).toISOString()
    this.say(JSON.stringify({ type: 'pong', payload: { expiresAt } }))
  }

  /** An operation that brought a token of its own ends with it. Gives the time of the next that may. */
  private expireOperations(now: number): number {
    let next = Infinity
    for (const operation of this.operations.values()) {
      const { running } = operation
      if (!running || !hasOwnToken(operation)) continue
      const expiresAt = running.context.expiresAt ?? Infinity
      if (expiresAt <= now) running.fail(codedError('TOKEN_EXPIRED', 'The access token has expired.'))
      // Nobody knows how long its token is good until a policy has read it.
      next = Math.min(next, expiresAt === Infinity ? now : expiresAt)
    }
    return next
  }

  /** A client that vanished without closing is found out by its silence. Gives the time of the next question. */
  private askForLife(now: number): number {
    const { clientPingMs } = this.parts.settings
    const due = Math.max(this.heardAt, this.pingedAt) + clientPingMs
    if (now < due) return due
    if (this.pingedAt > this.heardAt) {
      this.endReason = 'vanished'
      this.socket.terminate()
      return now
    }
    // It has enough to read; whether it does is asked elsewhere.
    if (this.outbox.congestedSince !== null) return now
    this.pingedAt = now
    this.outbox.sendBytes(PROTOCOL, PING_FRAME)
    return now + clientPingMs
  }

  private say(text: string): void {
    this.outbox.sendBytes(PROTOCOL, textFrame(text))
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
    this.parts.connections.checkSoon(this)
    this.letGo()
    this.socket.close(code, reason.length > LONGEST_REASON ? reason.slice(0, LONGEST_REASON) : reason)
  }

  /** Everything but the socket. */
  private letGo(): void {
    this.outbox.close()
    this.claim?.release()
    const operations = [...this.operations.values()]
    this.operations.clear()
    for (const { running } of operations) running?.stop()
  }
}

function hasOwnToken({ running, hasOwnHeader, claims }: SocketOperation): boolean {
  return hasOwnHeader || running?.context.claims !== claims
}
