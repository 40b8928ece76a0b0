/** What a test wants to go wrong. Shares are from 0 (never) to 1 (always). */
export type SandboxFaults = {
  /** Added to every answer, in milliseconds. */
  latencyMs: number
  /** Answers 500 and has done nothing. */
  refuse: number
  /** Does it, then answers 500. */
  forget: number
  /** Does it and never answers. */
  silence: number
  /** A webhook is sent a second time. */
  duplicate: number
  /** A webhook is held back for up to so many milliseconds, so that others overtake it. */
  delayMs: number
  /** Webhooks are taken by the shop before the request that caused them is answered. */
  webhooksFirst: boolean
}

/** A provider that answers at once, and whose webhooks come once and in order. */
export const NO_FAULTS: SandboxFaults = {
  latencyMs: 0,
  refuse: 0,
  forget: 0,
  silence: 0,
  duplicate: 0,
  delayMs: 0,
  webhooksFirst: false,
}
