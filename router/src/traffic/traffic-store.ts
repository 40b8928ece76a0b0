/** Keeps what routers recorded, for `supergraph-check` and `npm run schema:traffic` to read. */
export type TrafficStore = {
  /** Without credentials. */
  name: string
  /** All that this router recorded on a day (UTC, `2026-11-22`), in place of what it wrote of that day before. */
  write(day: string, records: readonly string[]): Promise<void>
  /** Forgets the days before this one. */
  forgetBefore(day: string): Promise<void>
  close(): Promise<void>
}
