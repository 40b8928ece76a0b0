/** What the followers are told to do; each is answered by its report. */
export type FollowOrder =
  | { do: 'connect'; url: string; subscribers: number; orders: number; query: string }
  /** From here on messages are counted. */
  | { do: 'begin' }
  | { do: 'end' }
  /** By order: the version that every follower must have come to. */
  | { do: 'check'; versions: Record<string, number> }
  | { do: 'leave' }

export type FollowReport =
  | { kind: 'connected'; failed: number }
  | { kind: 'begun' }
  | { kind: 'ended'; messages: number; p50: number; p99: number }
  /** Followers that do not have the final state, messages that came out of order or twice, and versions that were skipped. */
  | { kind: 'checked'; behind: number; disordered: number; skipped: number; example: string | null }
  | { kind: 'left' }
