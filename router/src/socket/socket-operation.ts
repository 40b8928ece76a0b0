import type { GraphQLFormattedError } from 'graphql'
import type { LiveEvent } from '../live/live-event.ts'
import type { LiveOperation, OperationSink } from '../live/live-operations.ts'
import type { Channel, Outbox } from '../live/outbox.ts'
import { frameAround, textFrame } from './text-frame.ts'

/** The connection of an operation. */
export type OperationHost = {
  readonly outbox: Outbox
  /** Of all connections. */
  readonly events: { sent: number }
  onOperationEnd(operation: SocketOperation): void
}

/** One operation of a client: what its sink is told becomes messages with its id. */
export class SocketOperation implements OperationSink, Channel {
  readonly id: string
  /** It came with a token of its own. */
  readonly hasOwnHeader: boolean
  /** Those that its connection had when it began. */
  readonly claims: unknown
  running: LiveOperation | null = null
  private readonly host: OperationHost

  constructor(id: string, hasOwnHeader: boolean, claims: unknown, host: OperationHost) {
    this.id = id
    this.hasOwnHeader = hasOwnHeader
    this.claims = claims
    this.host = host
  }

  next(event: LiveEvent): void {
    this.host.events.sent += 1
    this.host.outbox.sendEvent(this, event)
  }

  error(errors: readonly GraphQLFormattedError[]): void {
    this.host.onOperationEnd(this)
    this.host.outbox.sendBytes(this, errorFrame(this.id, errors))
  }

  complete(): void {
    this.host.onOperationEnd(this)
    this.host.outbox.sendBytes(this, textFrame(`{"id":${JSON.stringify(this.id)},"type":"complete"}`))
  }

  frame(event: LiveEvent, isConflated: boolean): Buffer {
    if (isConflated) return this.frameOf(event.conflatedBody)
    if (event.frame?.id !== this.id) event.frame = { id: this.id, bytes: this.frameOf(event.body) }
    return event.frame.bytes
  }

  private frameOf(body: Buffer): Buffer {
    return frameAround(`{"id":${JSON.stringify(this.id)},"type":"next","payload":`, body)
  }
}

export function errorFrame(id: string, errors: readonly GraphQLFormattedError[]): Buffer {
  return textFrame(`{"id":${JSON.stringify(id)},"type":"error","payload":${JSON.stringify(errors)}}`)
}
