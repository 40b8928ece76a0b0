/** Requests for the load process to make. Each connection has one request in flight, and asks again at once. */
export type LoadOrder = {
  url: string
  body: string
  headers: Record<string, string>
  connections: number
  seconds: number
  /** The whole answer that is right, as text; every answer is compared with it, byte by byte. */
  expected: string
  /** Requests per second over all connections; none: as many as possible. */
  pace?: number
}

/** Times are in milliseconds. */
export type LoadReport = {
  requests: number
  seconds: number
  p50: number
  p99: number
  /** Answers with another status or other bytes, with the first of them. */
  wrong: number
  firstWrong?: string
}
