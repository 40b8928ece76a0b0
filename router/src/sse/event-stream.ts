import type { ServerResponse } from 'node:http'
import type { GraphQLFormattedError } from 'graphql'
import { codedError } from '../errors.ts'
import { endInTime } from '../http/end-in-time.ts'
import type { EndReason, LiveConnections } from '../live/live-connections.ts'
import type { LiveConnection } from '../live/live-connection.ts'
import type { LiveEvent } from '../live/live-event.ts'
import type { LiveOperation, OperationSink } from '../live/live-operations.ts'
import { Outbox } from '../live/outbox.ts'
import type { Channel, OutboxOwner } from '../live/outbox.ts'
import type { RouterSettings } from '../settings.ts'

export type EventStreamSettings = Pick<RouterSettings, 'clientStallMs' | 'clientPingMs'>

/** How results look on a stream: those of its one operation, or of several by their ids. */
type Form = Channel & { complete: Buffer; errors(errors: readonly GraphQLFormattedError[]): Buffer }

type Running = { form: Form; operation: LiveOperation | null }

/** For the stream to come that was reserved. */
const RESERVED_MS = 10_000
/** A comment: nothing for the client, a sign of life for all between. */
const SIGN_OF_LIFE = Buffer.from(':\n\n')

/** A response that a client keeps open for server-sent events. It may be made before the response is there. */
export class EventStream implements LiveConnection, OutboxOwner {
  /** Called once, when it has ended. */
  onEnd: () => void = () => {}
  private readonly connections: LiveConnections
  private readonly settings: EventStreamSettings
  private readonly outbox: Outbox
  private readonly control: Channel = { frame: () => SIGN_OF_LIFE }
  private readonly running = new Map<string, Running>()
  private readonly claim: { release(): void }
  private readonly madeAt = Date.now()
  private toldAt = this.madeAt
  private expiresAt: number | undefined
  private response: ServerResponse | null = null
  private ended = false

  constructor(
    connections: LiveConnections,
    settings: EventStreamSettings,
    claim: { release(): void },
    expiresAt: number | undefined,
  ) {
    this.connections = connections
    this.settings = settings
    this.claim = claim
    this.expiresAt = expiresAt
    const wire = { write: (text: Buffer) => this.response?.write(text) ?? false }
    this.outbox = new Outbox(wire, connections.limits, connections.totals, this)
    // Nobody reads yet.
    this.outbox.congestedSince = this.madeAt
    connections.add(this)
  }

  open(response: ServerResponse): void {
    this.response = response
    response.on('drain', () => this.outbox.onDrain())
    response.once('close', () => this.letGo('left'))
    this.connections.checkSoon(this)
    if (response.destroyed || this.ended) return this.cut('left')
    // The client sees that it is connected, also when nothing happens for long.
    response.write(SIGN_OF_LIFE)
    this.outbox.onDrain()
  }

  has(id: string): boolean {
    return this.running.has(id)
  }

  count(): number {
    return this.running.size
  }

  /** The operation of a stream that has no other. */
  startOnly(start: (sink: OperationSink) => LiveOperation): void {
    this.start('', only, start, () => this.finish('left'))
  }

  startOneOfMany(id: string, start: (sink: OperationSink) => LiveOperation): void {
    this.start(id, oneOfMany(id), start, () => {})
  }

  stop(id: string): void {
    const running = this.running.get(id)
    if (!running) return
    this.running.delete(id)
    running.operation?.stop()
    this.outbox.forget(running.form)
  }

  /** A newer token came with an operation. */
  renew(expiresAt: number | undefined): void {
    if ((expiresAt ?? Infinity) > (this.expiresAt ?? Infinity)) this.expiresAt = expiresAt
  }

  onCongested(): void {
    this.connections.checkSoon(this)
  }

  onOverflow(): void {
    this.cut('too-slow')
  }

  check(now: number): number {
    const { response, outbox, settings } = this
    if (!response) {
      if (now - this.madeAt > RESERVED_MS) this.cut('left')
      return this.madeAt + RESERVED_MS
    }
    const stalledAt = (outbox.congestedSince ?? Infinity) + settings.clientStallMs
    if (stalledAt <= now) this.cut('too-slow')
    else {
      this.expireOperations(now)
      if ((this.expiresAt ?? Infinity) <= now) this.finish('expired')
      else this.giveSignOfLife(now)
    }
    const expiries = [...this.running.values()].map(({ operation }) => operation?.context.expiresAt ?? Infinity)
    return Math.min(stalledAt, this.expiresAt ?? Infinity, this.toldAt + settings.clientPingMs, ...expiries)
  }

  sayGoodbye(retryMs: number): void {
    this.response?.write(`retry: ${retryMs}\n\n`)
    this.finish('going-away')
  }

  destroy(): void {
    this.cut('going-away')
  }

  private expireOperations(now: number): void {
    for (const { operation } of this.running.values()) {
      if (operation && (operation.context.expiresAt ?? Infinity) <= now) {
        operation.fail(codedError('TOKEN_EXPIRED', 'The access token has expired.'))
      }
    }
  }

  private giveSignOfLife(now: number): void {
    if (now - this.toldAt < this.settings.clientPingMs || this.outbox.congestedSince !== null) return
    this.toldAt = now
    this.outbox.sendBytes(this.control, SIGN_OF_LIFE)
  }

  private start(id: string, form: Form, start: (sink: OperationSink) => LiveOperation, onEnd: () => void): void {
    const running: Running = { form, operation: null }
    this.running.set(id, running)
    let isRunning = true
    const end = (bytes: Buffer): void => {
      isRunning = false
      this.running.delete(id)
      this.outbox.sendBytes(form, bytes)
      onEnd()
    }
    const operation = start({
      next: (event) => {
        this.connections.events.sent += 1
        this.outbox.sendEvent(form, event)
      },
      error: (errors) => end(Buffer.concat([form.errors(errors), form.complete])),
      complete: () => end(form.complete),
    })
    if (!isRunning) return
    running.operation = operation
    this.connections.checkSoon(this)
  }

  /** Everything that was said is sent, then the response ends. */
  private finish(why: EndReason): void {
    // Who is sent away has no time to wait for.
    if (why === 'going-away') this.endNow(why)
    else this.outbox.whenEmpty(() => this.endNow(why))
  }

  private endNow(why: EndReason): void {
    this.letGo(why)
    if (this.response) void endInTime(this.response, this.settings.clientStallMs)
  }

  private cut(why: EndReason): void {
    this.letGo(why)
    this.response?.destroy()
  }

  private letGo(why: EndReason): void {
    if (this.ended) return
    this.ended = true
    this.outbox.close()
    this.claim.release()
    const running = [...this.running.values()]
    this.running.clear()
    for (const { operation } of running) operation?.stop()
    this.connections.remove(this, why)
    this.onEnd()
  }
}

const only: Form = {
  frame: (event: LiveEvent, isConflated: boolean) => (isConflated ? event.conflatedServerSent : event.serverSent),
  complete: Buffer.from('event: complete\ndata:\n\n'),
  errors: (errors) => Buffer.from(`event: next\ndata: ${JSON.stringify({ errors })}\n\n`),
}

function oneOfMany(id: string): Form {
  const quoted = JSON.stringify(id)
  const before = Buffer.from(`event: next\ndata: {"id":${quoted},"payload":`)
  const after = Buffer.from('}\n\n')
  return {
    frame: (event, isConflated) => Buffer.concat([before, isConflated ? event.conflatedBody : event.body, after]),
    complete: Buffer.from(`event: complete\ndata: {"id":${quoted}}\n\n`),
    errors: (errors) => Buffer.concat([before, Buffer.from(JSON.stringify({ errors })), after]),
  }
}
