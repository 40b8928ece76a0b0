import type { EventBus, Running } from '@shop/events/bus'
import { SessionsEnded } from '@shop/schema/events/users'
import { LRUCache } from 'lru-cache'

/**
 * The sessions that have ended while tokens of theirs may still be valid: subscriptions, which outlive the check of their
 * token, end with them. A change of roles ends all sessions of its user, so it is seen here too.
 */
export type EndedSessions = {
  /** Calls the listener when the session ends, or at once when it has, until the function that it answers is called. */
  onEnd(sessionId: string, listener: () => void): () => void
}

/** Longer than any access token is valid. */
const REMEMBERED_MS = 3_600_000
const MAXIMUM_REMEMBERED = 50_000

/** Listens to users. What is not heard, because Redis is away, is made good by the end of the token. */
export async function watchSessions(bus: EventBus): Promise<EndedSessions & Running> {
  const ended = new LRUCache<string, true>({ max: MAXIMUM_REMEMBERED, ttl: REMEMBERED_MS })
  const listeners = new Map<string, Set<() => void>>()

  const tail = await bus.tail([SessionsEnded.producer], (event) => {
    if (event.type !== SessionsEnded.type) return
    for (const sessionId of SessionsEnded.parse(event.data).sessionIds) {
      ended.set(sessionId, true)
      for (const listener of listeners.get(sessionId) ?? []) listener()
    }
  })

  return {
    onEnd(sessionId, listener) {
      if (ended.has(sessionId)) listener()
      const ofSession = listeners.get(sessionId) ?? new Set()
      listeners.set(sessionId, ofSession.add(listener))
      return () => {
        ofSession.delete(listener)
        if (ofSession.size === 0 && listeners.get(sessionId) === ofSession) listeners.delete(sessionId)
      }
    },
    stop: () => tail.stop(),
  }
}
