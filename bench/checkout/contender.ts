import type { Usage } from './measure/usage.ts'

/**
 * When a buyer who came at 0 had placed the order, and when its money was captured, in milliseconds; and how often a request failed and
 * had to be made again.
 */
export type Timing = { placed: number; captured: number; repeats: number }

/** Checks out; `turn` is another number each time. */
export type CheckOut = (turn: number) => Promise<Timing>

/** Something that waits to be done, and for how long it should have been. */
export type Late = { what: string; seconds: number }

/** A shop that runs, on a new folder. */
export type Contender = {
  checkOut: CheckOut
  /** The same by a buyer who polls, where one can listen. */
  checkOutPolling?: CheckOut
  usage(): Promise<Usage>
  /** What of the work behind its orders is late, the latest first; where it can be told. */
  findLate?(): Promise<Late[]>
  /** Rejects with what was lost: figures of a shop that loses something are worth nothing. */
  audit?(): Promise<void>
  stop(): Promise<void>
}

/** Two different variants, others each time. */
export function pairOf(variants: readonly string[], turn: number): [string, string] {
  const first = variants[turn % variants.length]
  const second = variants[(turn * 7 + 3 + Math.floor(turn / variants.length)) % variants.length]
  if (!first || !second) throw new Error('there is nothing to buy')
  return [first, second === first ? (variants[(turn + 1) % variants.length] ?? '') : second]
}
