import type { EventBus, Running } from '@shop/events/bus'
import { SessionsEnded } from '@shop/schema/events/users'
import { LRUCache } from 'lru-cache'
import type { Viewer } from '../viewer.ts'

/**
 * The sessions that have ended while tokens of theirs may still be valid: subscriptions, which outlive the check of their
 * token, end with them. A change of roles ends all sessions of its user, so it is seen here too; an API key, which goes on with
 * the new roles, ends for the tokens that were made before.
 */
export type EndedSessions = {
  /** Calls the listener when the session of this token ends, or at once when it has, until the function that it answers is called. */
  onEnd(token: Pick<Viewer, 'sessionId' | 'issuedAt'>, listener: () => void): () => void
}

/** Longer than any access token is valid. */
const REMEMBERED_MS = 3_600_000
const MAXIMUM_REMEMBERED = 50_000
/** As long as the bus keeps what all have handled; longer than the tokens of accounts are valid, unless ACCESS_TOKEN_SECONDS is more. */
const LOOK_BACK_MS = 1_200_000

type Listening = { issuedAt: number; listener: () => void }

/** Listens to users, and to what they said while a token that may still be valid was made. */
export async function watchSessions(bus: EventBus): Promise<EndedSessions & Running> {
  /** When, in milliseconds since 1970. */
  const ended = new LRUCache<string, number>({ max: MAXIMUM_REMEMBERED, ttl: REMEMBERED_MS })
  const listeners = new Map<string, Set<Listening>>()

  const tail = await bus.tail(
    [SessionsEnded.producer],
    (event) => {
      if (event.type !== SessionsEnded.type) return
      const endedAt = Date.parse(event.occurredAt)
      for (const sessionId of SessionsEnded.parse(event.data).sessionIds) {
        // Events come in any order.
        ended.set(sessionId, Math.max(endedAt, ended.get(sessionId) ?? 0))
        for (const { issuedAt, listener } of listeners.get(sessionId) ?? []) if (issuedAt <= endedAt) listener()
      }
    },
    LOOK_BACK_MS,
  )

  return {
    onEnd({ sessionId, issuedAt }, listener) {
      // Told now, and then no more: whoever has ended asks for nothing to be forgotten.
      if (issuedAt <= (ended.get(sessionId) ?? -1)) {
        listener()
        return () => undefined
      }
      const one = { issuedAt, listener }
      const ofSession = listeners.get(sessionId) ?? new Set()
      listeners.set(sessionId, ofSession.add(one))
      return () => {
        ofSession.delete(one)
        if (ofSession.size === 0 && listeners.get(sessionId) === ofSession) listeners.delete(sessionId)
      }
    },
    stop: () => tail.stop(),
  }
}
