/** What time it is. A dependency like any other, so that a test of a time-out need not wait. */
export type Clock = { now(): Date }

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() }
