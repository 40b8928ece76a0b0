import type { SubscribePayload } from 'graphql-ws'

/** A result, as far as a place in a stream is concerned. */
export type Placed = { extensions?: unknown }

/** How far one subscription has come. */
export type PlaceInStream = {
  /** To be sent at each connection: its `extensions.resumeFrom` is always the last cursor. */
  payload: SubscribePayload
  /** Whether an event is new. One that the place was reached with already is not. */
  advance(result: Placed): boolean
  /** Whether the server gives cursors, so that the subscription can go on after a break. */
  isKnown(): boolean
}

/** Begins where the request says (`extensions.resumeFrom`, when the application kept a cursor), or with the current state. */
export function createPlaceInStream(request: SubscribePayload): PlaceInStream {
  let cursor: string | undefined
  const payload: SubscribePayload = {
    ...request,
    // A getter, because graphql-ws writes the same payload again when it has connected again.
    get extensions() {
      return cursor === undefined ? request.extensions : { ...request.extensions, resumeFrom: cursor }
    },
  }
  return {
    payload,
    advance({ extensions }) {
      const next = (extensions as { cursor?: unknown } | null | undefined)?.cursor
      if (typeof next !== 'string') return true
      if (next === cursor) return false
      cursor = next
      return true
    },
    isKnown: () => cursor !== undefined,
  }
}
