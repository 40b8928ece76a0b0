import type { LiveEvent } from './live-event.ts'

/** What carries bytes to a client. */
export type Wire = {
  /** Takes the bytes in any case. False: the client does not keep up, and `Outbox.onDrain` is to be called when it has. */
  write(bytes: Buffer): boolean
}

/** Whose outbox it is. */
export type OutboxOwner = {
  /** The client does not keep up from now on. */
  onCongested(): void
  /** More waits than may. */
  onOverflow(): void
}

/** One of the operations on a connection: how its events look there. */
export type Channel = { frame(event: LiveEvent, isConflated: boolean): Buffer }

/** What all outboxes of a router hold together. */
export class OutboxTotals {
  bytes = 0
  conflated = 0
}

export type OutboxLimits = {
  messages: number
  bytes: number
  /** Of all outboxes together. */
  totalBytes: number
}

type Waiting = { channel: Channel; event: LiveEvent | null; bytes: Buffer | null; size: number; isConflated: boolean }

/**
 * What waits for one client. As long as it keeps up, everything is written at once and nothing waits. When it does not, of
 * the states of one thing only the newest is kept; everything else is kept up to a limit, and beyond that the client is given
 * up: it can come back with its last cursor, while a message that was left out in silence would be a lie.
 */
export class Outbox {
  /** Since when the client has not taken what was written, by `Date.now()`. */
  congestedSince: number | null = null
  private readonly wire: Wire
  private readonly limits: OutboxLimits
  private readonly totals: OutboxTotals
  private readonly owner: OutboxOwner
  /** In order; a set, because any of them may be taken out. */
  private readonly waiting = new Set<Waiting>()
  private readonly states = new Map<Channel, Map<string, Waiting>>()
  private size = 0
  private closed = false
  private onEmpty: (() => void) | null = null

  constructor(wire: Wire, limits: OutboxLimits, totals: OutboxTotals, owner: OutboxOwner) {
    this.wire = wire
    this.limits = limits
    this.totals = totals
    this.owner = owner
  }

  sendEvent(channel: Channel, event: LiveEvent): void {
    if (this.closed) return
    if (this.congestedSince === null) return this.write(channel.frame(event, false))
    const replaced = this.takeOutState(channel, event.conflationKey)
    const isConflated = replaced !== undefined
    if (isConflated) this.totals.conflated += 1
    this.enqueue({ channel, event, bytes: null, size: event.body.length, isConflated })
  }

  /** A message of the protocol, behind all events that wait. */
  sendBytes(channel: Channel, bytes: Buffer): void {
    if (this.closed) return
    if (this.congestedSince === null) return this.write(bytes)
    this.enqueue({ channel, event: null, bytes, size: bytes.length, isConflated: false })
  }

  onDrain(): void {
    this.congestedSince = null
    for (const one of this.waiting) {
      this.remove(one)
      this.write(one.bytes ?? one.channel.frame(one.event as LiveEvent, one.isConflated))
      if (this.congestedSince !== null) return
    }
    const { onEmpty } = this
    this.onEmpty = null
    onEmpty?.()
  }

  /** Calls back when nothing waits any more. */
  whenEmpty(callback: () => void): void {
    if (this.congestedSince === null) callback()
    else this.onEmpty = callback
  }

  /** Its operation has ended: nobody waits for its messages any more. */
  forget(channel: Channel): void {
    if (this.waiting.size === 0) return
    for (const one of this.waiting) if (one.channel === channel) this.remove(one)
  }

  /** From now on nothing is kept and nothing is written. */
  close(): void {
    this.closed = true
    this.waiting.clear()
    this.states.clear()
    this.totals.bytes -= this.size
    this.size = 0
  }

  private write(bytes: Buffer): void {
    if (this.wire.write(bytes)) return
    this.congestedSince = Date.now()
    this.owner.onCongested()
  }

  private enqueue(one: Waiting): void {
    this.waiting.add(one)
    this.size += one.size
    this.totals.bytes += one.size
    const key = one.event?.conflationKey ?? null
    if (key !== null) {
      let states = this.states.get(one.channel)
      if (!states) this.states.set(one.channel, (states = new Map()))
      states.set(key, one)
    }
    const { messages, bytes, totalBytes } = this.limits
    if (this.waiting.size > messages || this.size > bytes || this.totals.bytes > totalBytes) this.owner.onOverflow()
  }

  private takeOutState(channel: Channel, key: string | null): Waiting | undefined {
    const found = key === null ? undefined : this.states.get(channel)?.get(key)
    if (found) this.remove(found)
    return found
  }

  private remove(one: Waiting): void {
    this.waiting.delete(one)
    this.size -= one.size
    this.totals.bytes -= one.size
    const key = one.event?.conflationKey ?? null
    const states = key === null ? undefined : this.states.get(one.channel)
    if (!states) return
    states.delete(key as string)
    // An operation that has ended has no more of them, and is forgotten with the last.
    if (states.size === 0) this.states.delete(one.channel)
  }
}
