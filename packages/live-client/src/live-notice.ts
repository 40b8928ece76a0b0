import type { SubscribePayload } from 'graphql-ws'

/** What happens beside the events, for a status line or a log. */
export type LiveNotice =
  /** The connection stands; subscriptions go on after their last event. */
  | { kind: 'connected'; isReconnect: boolean }
  /**
   * The connection is gone; it is made again after a pause. Told once, however many attempts that takes. `code` and
   * `reason` are of the close event.
   */
  | { kind: 'disconnected'; code: number; reason: string }
  /** More was missed than the server keeps: the event that comes with it is the current state. */
  | { kind: 'gap'; request: SubscribePayload }
  /** The client was too slow for every state: the event that comes with it is the newest one. */
  | { kind: 'conflated'; request: SubscribePayload }
  /** The server could not go on with one subscription for now: it is made again after `waitMs` milliseconds. */
  | { kind: 'interrupted'; request: SubscribePayload; codes: string[]; waitMs: number }
  /** `token()` failed; it is asked again. */
  | { kind: 'token-failed'; error: unknown }
