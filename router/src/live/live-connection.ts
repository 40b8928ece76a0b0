/** A WebSocket or an event stream that a client keeps open. */
export type LiveConnection = {
  /** Does what is due: pings, time-outs, tokens that expire. Gives the time at which something may be due again. */
  check(now: number): number
  /** The router stops: says so, and after how long to come back. */
  sayGoodbye(retryMs: number): void
  destroy(): void
}
