import { randomUUID } from 'node:crypto'

/**
 * A new UUID version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then random bits. Ids that were made later
 * sort later, so that the unique indexes of outbox and inbox grow at their end.
 */
export function newEventId(now: number = Date.now()): string {
  const time = now.toString(16).padStart(12, '0')
  // Of a random one, whose bits Node draws for many at once, all that follows the digit of its version.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}

/** An id that is smaller than that of any event which was made after `time` (Unix milliseconds). */
export function firstEventIdSince(time: number): string {
  const digits = Math.trunc(time).toString(16).padStart(12, '0')
  return `${digits.slice(0, 8)}-${digits.slice(8)}-0000-0000-000000000000`
}
