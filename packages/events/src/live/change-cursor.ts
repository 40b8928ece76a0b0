import { hash } from 'node:crypto'
import { hasSeen, type Snapshot } from './snapshot.ts'

/** What a reader has been told: all that `snapshot` sees, and of what `partly` sees beyond it, up to a position. */
export type Seen = { snapshot: Snapshot; partly?: { snapshot: Snapshot; position: number } }

/** Where a subscription goes on: after what was seen, or with the current state. */
export type ResumePoint = { seen: Seen; issuedAt: number } | 'beginning'

const MAXIMUM_LENGTH = 4_000
const BEGINNING = 'beginning'
const NUMBER = /^[0-9a-z]{1,10}$/

/** A short name of what is followed: a cursor of one subscription means nothing to another. */
export function scopeOf(topics: readonly string[]): string {
  return hash('sha256', JSON.stringify(topics.toSorted()), 'base64url').slice(0, 8)
}

/** Writes a cursor. It is opaque to clients; it carries no secret, and grants nothing: rights are checked when it is used. */
export function writeCursor(scope: string, { snapshot, partly }: Seen, now: number): string {
  const parts = [scope, now.toString(36), pack(snapshot)]
  if (partly) parts.push(pack(partly.snapshot), partly.position.toString(36))
  return parts.join('.')
}

/**
 * The cursor of an event that tells the part `index` of the current state: who gets no further begins with all of it again. No
 * two events of different places have the same cursor, by which the router tells that two readers are at the same.
 */
export function beginningCursor(scope: string, snapshot: Snapshot, index: number): string {
  return [scope, BEGINNING, pack(snapshot), index].join('.')
}

/** Reads a cursor; null when it is none, or one of another subscription. */
export function readCursor(scope: string, text: string): ResumePoint | null {
  if (text.length > MAXIMUM_LENGTH) return null
  const [ofScope, issuedAt = '', snapshot, further, position] = text.split('.')
  if (ofScope !== scope) return null
  if (issuedAt === BEGINNING) return BEGINNING
  const seen = snapshot === undefined ? null : unpack(snapshot)
  if (!seen || !NUMBER.test(issuedAt)) return null
  const point = { seen: { snapshot: seen } as Seen, issuedAt: Number.parseInt(issuedAt, 36) }
  if (further === undefined) return point
  const partly = unpack(further)
  if (!partly || position === undefined || !NUMBER.test(position)) return null
  point.seen.partly = { snapshot: partly, position: Number.parseInt(position, 36) }
  return point
}

/** Whether a change was told. */
export function wasTold({ snapshot, partly }: Seen, change: { transactionId: number; position: number }): boolean {
  if (hasSeen(snapshot, change.transactionId)) return true
  return partly !== undefined && hasSeen(partly.snapshot, change.transactionId) && change.position <= partly.position
}

/** Relative and to the base of 36: it travels with every event. */
function pack({ xmin, xmax, running }: Snapshot): string {
  return [xmin, xmax - xmin, ...running.map((id) => id - xmin)].map((number) => number.toString(36)).join('_')
}

function unpack(text: string): Snapshot | null {
  const numbers = text.split('_')
  if (numbers.length < 2 || !numbers.every((number) => NUMBER.test(number))) return null
  const [xmin = 0, length = 0, ...offsets] = numbers.map((number) => Number.parseInt(number, 36))
  return { xmin, xmax: xmin + length, running: offsets.map((offset) => xmin + offset) }
}
