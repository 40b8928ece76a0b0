import { randomBytes } from 'node:crypto'
import { viewerOf } from '../rate-limits/viewer-of.ts'
import type { RequestContext } from '../request-context.ts'
import type { EventStream } from './event-stream.ts'

/** The streams of clients that use one connection for all of their operations, by the token that each client was given. */
export type Reservations = {
  add(stream: EventStream, context: RequestContext): string
  /** Null when there is none, or it is somebody else's. */
  find(token: string, context: RequestContext): EventStream | null
  /** How many wait for their clients to open them. */
  unopened(): number
  /** Its client opens it. False when it was opened before. */
  open(stream: EventStream): boolean
}

export function createReservations(): Reservations {
  const streams = new Map<string, { stream: EventStream; viewer: string | null }>()
  const unopened = new Set<EventStream>()
  return {
    add(stream, { claims }) {
      const token = randomBytes(24).toString('base64url')
      streams.set(token, { stream, viewer: viewerOf(claims) })
      unopened.add(stream)
      stream.onEnd = () => {
        streams.delete(token)
        unopened.delete(stream)
      }
      return token
    },
    unopened: () => unopened.size,
    open: (stream) => unopened.delete(stream),
    find(token, { claims }) {
      const found = streams.get(token)
      return found && found.viewer === viewerOf(claims) ? found.stream : null
    },
  }
}
